import type { Failure } from '../patience.ts';
import type { S3Access } from './s3-access.ts';
import { statusOf } from './s3-failure.ts';

/** The members of a request that give the server the key of an object (SSE-C). */
export interface CustomerKeyInput {
  readonly SSECustomerAlgorithm?: 'AES256';
  /** Base64; the SDK adds its MD5. */
  readonly SSECustomerKey?: string;
}

export function customerKeyInput({ sseCustomerKey }: S3Access): CustomerKeyInput {
  if (sseCustomerKey === undefined) return {};
  return { SSECustomerAlgorithm: 'AES256', SSECustomerKey: Buffer.from(sseCustomerKey.reveal()).toString('base64') };
}

/** Which of the requests for one object carry the key. */
export interface KeyChoice {
  readonly input: () => CustomerKeyInput;
  readonly judge: (failure: Failure, cause: unknown) => Failure;
}

/**
 * Objects from before the key was introduced lie beside those that need it, and servers refuse a key for an object that needs none (status 400). Such
 * a refusal is worth one more attempt without the key.
 */
export function chooseKey(access: S3Access): KeyChoice {
  let withKey = access.sseCustomerKey !== undefined;
  let first: Failure | undefined;
  return {
    input: () => (withKey ? customerKeyInput(access) : {}),
    judge: (failure, cause) => {
      if (statusOf(cause) !== 400) return failure;
      if (!withKey) return first ?? failure;
      withKey = false;
      first = failure;
      return { ...failure, passing: true };
    },
  };
}
