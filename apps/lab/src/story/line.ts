/** One thing that is said. Whoever prints it wraps and colours it. */
export type Line =
  | { readonly kind: 'title'; readonly text: string }
  /** Begins a step of the story. */
  | { readonly kind: 'step'; readonly number: number; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** As expected. */
  | { readonly kind: 'good'; readonly text: string }
  /** Not as expected. */
  | { readonly kind: 'bad'; readonly text: string }
  | { readonly kind: 'aside'; readonly text: string };

export type Say = (line: Line) => void;
