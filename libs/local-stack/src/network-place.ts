/** A node of a network: where a server runs, and at which address it is reached. */
export interface NetworkPlace {
  readonly address: string;
  /** What `nsenter --net` takes. */
  readonly namespaceFile: string;
}
