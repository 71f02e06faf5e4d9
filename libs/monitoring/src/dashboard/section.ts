import type { Limits } from './limits.ts';
import type { PanelDefinition } from './panels/panel.ts';

/** One of the dashboard's rows, with lines of panels that fill its 24 columns. */
export interface Section {
  readonly title: string;
  /** What the section answers; for the docs. */
  readonly about: string;
  readonly lines: readonly (readonly PanelDefinition[])[];
}

/** What a section is made from. */
export interface SectionContext {
  readonly limits: Limits;
  /** Where runbooks can be read, without a slash at the end; undefined where nobody said. */
  readonly runbooks: string | undefined;
}
