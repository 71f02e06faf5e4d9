import type { DeliveryReading, RawDelivery } from '@postgres-ha/github-api';
import { isDeliveryId } from '../queue/queued-delivery.ts';
import type { NewDelivery } from '../queue/delivery-queue.ts';

/** A request as it came: nothing of it is believed yet. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface ReceiveOptions {
  /** One, or two while they are changed. */
  readonly secrets: readonly string[];
  /** `acme/databases`; whatever is told of others is ignored. */
  readonly repositories: readonly string[];
  readonly verify: (signed: {
    readonly body: Uint8Array;
    readonly signature: string;
    readonly secrets: readonly string[];
  }) => boolean;
  readonly read: (raw: RawDelivery) => DeliveryReading;
}

/** What is to become of a request. Only what is `accepted` reaches the disk. */
export type Received =
  | { readonly kind: 'accepted'; readonly delivery: NewDelivery }
  | { readonly kind: 'ignored'; readonly because: string }
  | { readonly kind: 'refused'; readonly as: RefusedAs; readonly because: string };

export type RefusedAs = 'unfit-headers' | 'unverified' | 'unreadable';

/** The signature is looked at before the body is; the headers beside it are covered by none, and only say how to read the body. */
export function receiveDelivery({ headers, body }: WebhookRequest, options: ReceiveOptions): Received {
  const header = (name: string): string => {
    const value = headers[name];
    return typeof value === 'string' ? value : '';
  };
  const signature = header('x-hub-signature-256');
  const event = header('x-github-event');
  const id = header('x-github-delivery');
  if (!/^application\/json(?:;|$)/i.test(header('content-type'))) {
    return {
      kind: 'refused',
      as: 'unfit-headers',
      because: 'expected content type application/json: set it in the webhook',
    };
  }
  if (signature === '')
    return { kind: 'refused', as: 'unverified', because: 'expected a signature: set a secret in the webhook' };
  if (!options.verify({ body, signature, secrets: options.secrets })) {
    return { kind: 'refused', as: 'unverified', because: 'the signature is of none of the secrets' };
  }
  if (!isDeliveryId(id) || !/^[a-z_]{1,64}$/.test(event)) {
    return { kind: 'refused', as: 'unfit-headers', because: 'expected X-GitHub-Delivery and X-GitHub-Event' };
  }
  const reading = options.read({ event, deliveryId: id, body });
  switch (reading.kind) {
    case 'unreadable':
      return { kind: 'refused', as: 'unreadable', because: reading.problem };
    case 'ignored':
      return { kind: 'ignored', because: reading.because };
    case 'events': {
      // GitHub takes names in any case.
      const repository = options.repositories.find((each) => each.toLowerCase() === reading.repository.toLowerCase());
      if (repository === undefined)
        return { kind: 'ignored', because: 'its repository is not one of the configuration' };
      return { kind: 'accepted', delivery: { id, repository, events: reading.events } };
    }
  }
}
