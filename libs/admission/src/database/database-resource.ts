export interface Named {
  readonly name: string;
}

/** A wrapper of foreign data, or a server behind one. */
export interface ForeignObject extends Named {
  readonly options?: readonly Named[];
  readonly usage?: readonly Named[];
}

/** A Database when defaults are filled in and the CRD's schema has passed it: only the fields that rules read. */
export interface DatabaseResource {
  readonly spec: {
    readonly extensions?: readonly Named[];
    readonly schemas?: readonly Named[];
    readonly fdws?: readonly ForeignObject[];
    readonly servers?: readonly (ForeignObject & { readonly fdw: string; readonly ensure?: string })[];
  };
}
