import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { Kubectl } from '@postgres-ha/testkit';
import type { OwnAuthority } from '../world/own-authority.ts';
import type { PlantedWorld } from './planted-world.ts';

/** Something that is wrong with a cluster, on purpose. */
export interface PlantedCause {
  /** As people would call it. */
  readonly name: string;
  readonly namespace: string;
  /** Id of the finding that must come first. */
  readonly finding: string;
  /** What the finding and its next steps must name: the object that has to be put right. */
  readonly names: string;
  /** There from the beginning. */
  readonly objects: (places: Places) => readonly KubeObject[];
  /** Whether the cluster is healthy before it is planted. */
  readonly runsBefore: boolean;
  /** How it is planted; what it returns takes it back when the cause has been looked at. */
  readonly plant?: (world: PlantedWorld) => Promise<AsyncDisposable>;
  /** Whether it has had its effect. */
  readonly shows: (kubectl: Kubectl) => Promise<boolean>;
}

/** What clusters are made with: where they may archive to, and certificates of their own. */
export interface Places {
  /** The rig's own store, where its keys may do everything. */
  readonly open: StorePlace;
  /** A store whose keys may not make a bucket. */
  readonly tenant: StorePlace;
  /** The rig's own store, by a way that is closed later. */
  readonly road: StorePlace;
  readonly authority: OwnAuthority;
}

export interface StorePlace {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export const NOTHING_TO_UNDO: AsyncDisposable = { [Symbol.asyncDispose]: () => Promise.resolve() };
