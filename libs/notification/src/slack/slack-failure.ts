import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';

/** What a call that failed says about its effect. The message has neither token nor what Slack answered in full. */
export type SlackFailure =
  /** Nothing was done, and nothing will be until a person mends it. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Nothing was done, for certain. */
  | { readonly kind: 'later'; readonly message: string; readonly retryAfterMs?: number }
  /** It may have been done. */
  | { readonly kind: 'unsure'; readonly message: string }
  /** Nothing was done, because of how the message is built: our own fault, or Slack has changed. */
  | { readonly kind: 'unshowable'; readonly message: string }
  /** The message or thread that the call is about is not there any more. */
  | { readonly kind: 'gone'; readonly message: string };

/** Codes that a person must mend, and how. @see https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const REMEDIES: Readonly<Record<string, string>> = {
  not_authed: 'Give a bot token (xoxb-…).',
  invalid_auth: 'Give the bot token (xoxb-…) of an app that is installed in this workspace.',
  token_revoked: 'Install the app again and give its new bot token.',
  token_expired: 'Install the app again and give its new bot token; switch token rotation off.',
  account_inactive: 'Install the app again and give its new bot token.',
  not_allowed_token_type: 'Give a bot token (xoxb-…), not one of a user or an app.',
  no_permission: 'Ask an administrator of the workspace to let the app post there.',
  access_denied: 'Ask an administrator of the workspace to let the app post there.',
  team_access_not_granted: 'Ask an administrator of the organisation to grant the app this workspace.',
  ekm_access_denied: 'Ask an administrator of the workspace to lift the suspension of posting.',
  restricted_action: 'Ask an administrator of the workspace to let the app post in this channel.',
  restricted_action_read_only_channel: 'Let the app post in this channel, or name another one.',
  restricted_action_thread_only_channel: 'Let the app post in this channel, or name another one.',
  restricted_action_non_threadable_channel: 'Allow threads in this channel, or name another one.',
  channel_not_found: 'Name a channel that exists, best by its ID (C…), and invite the app to it: /invite @app.',
  not_in_channel: 'Invite the app to the channel: /invite @app.',
  is_archived: 'Take the channel out of the archive, or name another one.',
  cant_update_message: 'Use the token of the app that posted the message.',
  edit_window_closed: 'Allow editing of messages in the settings of the workspace.',
};

const GONE = ['message_not_found', 'thread_not_found', 'cannot_reply_to_message'];
const UNSHOWABLE = [
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_attachments',
  'attachment_payload_limit_exceeded',
  'msg_blocks_too_long',
  'msg_too_long',
  'too_many_attachments',
];
const NOT_DONE = ['ratelimited', 'rate_limited', 'request_timeout', 'org_login_required', 'team_added_to_org'];
/** Slack's own words: it is possible that some part of the operation was done before the error. */
const PERHAPS_DONE = ['internal_error', 'fatal_error', 'service_unavailable'];
/** The request never left: no connection was made. */
const NEVER_SENT = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
];

/** @param method such as `chat.postMessage`, for the message */
export function slackFailure(method: string, error: unknown): SlackFailure {
  if (error instanceof WebAPIRateLimitedError) {
    return {
      kind: 'later',
      message: `Slack limits the rate of ${method}.`,
      retryAfterMs: Math.max(1, error.retryAfter) * 1000,
    };
  }
  if (error instanceof WebAPIPlatformError) return platformFailure(method, error);
  if (error instanceof WebAPIHTTPError) {
    const message = `Slack answered ${method} by HTTP status ${error.statusCode}.`;
    if (error.statusCode >= 500) return { kind: 'unsure', message };
    return { kind: 'refused', message: `${message} Check Slack's address and the proxy on the way.` };
  }
  const code = codeOf(error instanceof WebAPIRequestError ? error.original : error);
  const why = code === undefined ? '' : ` (${code})`;
  if (code !== undefined && NEVER_SENT.includes(code)) {
    return { kind: 'later', message: `Slack cannot be reached${why}.` };
  }
  return { kind: 'unsure', message: `Slack did not answer ${method}${why}.` };
}

function platformFailure(method: string, { data }: WebAPIPlatformError): SlackFailure {
  // an answer that is no JSON comes as the "error" too
  const code = /^[a-z][a-z0-9_]{0,60}$/.test(data.error) ? data.error : undefined;
  if (code === undefined) return { kind: 'unsure', message: `Slack's answer to ${method} is not one of Slack's.` };
  const message = `Slack refused ${method}: ${code}.`;
  if (GONE.includes(code)) return { kind: 'gone', message };
  if (UNSHOWABLE.includes(code)) return { kind: 'unshowable', message };
  if (NOT_DONE.includes(code)) {
    const seconds = data.response_metadata?.retryAfter;
    return { kind: 'later', message, ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }) };
  }
  if (PERHAPS_DONE.includes(code)) return { kind: 'unsure', message };
  if (code === 'missing_scope') {
    const needed = 'needed' in data && typeof data.needed === 'string' ? data.needed.slice(0, 200) : 'what it needs';
    return { kind: 'refused', message: `${message} Give the app the scope ${needed} and install it again.` };
  }
  return {
    kind: 'refused',
    message: `${message} ${REMEDIES[code] ?? `Look ${code} up in Slack's page on ${method}.`}`,
  };
}

/** Of the error, or of what caused it. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error.name === 'TimeoutError') return 'timeout';
  return error.cause === undefined ? undefined : codeOf(error.cause);
}
