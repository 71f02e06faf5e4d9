import { openS3Store, type S3StoreOptions, type WritableObjectStore } from '@postgres-ha/object-store';
import { startFaultProxy, type Fault, type FaultProxy, type SeenRequest } from '@postgres-ha/testkit';
import { accessTo, type S3Server } from './servers/s3-server.ts';
import { testClock, type TestClock } from './test-clock.ts';

/** A bucket behind a proxy that spoils answers. */
export interface FaultyStore extends AsyncDisposable {
  readonly store: WritableObjectStore;
  readonly proxy: FaultProxy;
  readonly clock: TestClock;
}

export interface FaultyStoreOptions {
  readonly server: S3Server;
  readonly bucket: string;
  readonly faultOf: (request: SeenRequest) => Fault | undefined;
  readonly store?: Partial<S3StoreOptions>;
}

export async function openFaultyStore({
  server,
  bucket,
  faultOf,
  store: options = {},
}: FaultyStoreOptions): Promise<FaultyStore> {
  const clock = testClock();
  const proxy = await startFaultProxy({
    target: server.endpoint,
    faultOf,
    // The client has read what came before the silence by the next turn of its loop, or will, which the alarm interrupts all the same.
    onHang: () => setImmediate(clock.runOut),
  });
  const store = openS3Store({ ...accessTo(server), endpoint: proxy.endpoint, bucket, clock, ...options });
  return {
    store,
    proxy,
    clock,
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}
