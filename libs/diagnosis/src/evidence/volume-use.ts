/** Bytes of a claim, as the kubelet says of a pod that has it mounted (`/stats/summary`). */
export interface VolumeUse {
  readonly claim: string;
  readonly pod: string;
  readonly size: number;
  readonly free: number;
  readonly freeInodes: number | null;
}
