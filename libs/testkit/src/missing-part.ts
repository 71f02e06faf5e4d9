/** Something real that a test talks to, and why it cannot be used here, if so. */
export interface Part {
  readonly name: string;
  readonly missing?: string;
}

/** What a suite needs to know: `describe.skipIf(need.absent)(`…${need.note}`, …)`. */
export interface Need {
  readonly absent: boolean;
  /** Goes behind the suite's title, so that the skip says what is missing. */
  readonly note: string;
}

/**
 * A part that is missing on a developer's machine is a skip that says so; in continuous integration it is a failure,
 * because a check that quietly did not run is worth less than none.
 * @throws when the part is missing and `CI` is true
 */
export function needPart(
  { name, missing }: Part,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Need {
  if (missing === undefined) return { absent: false, note: '' };
  if (env['CI'] === 'true') throw new Error(`${name} is missing, and in CI it may not be: ${missing}`);
  // a file whose tests are all skipped is reported without their titles
  console.warn(`Skipped, ${name} is missing: ${missing}`);
  return { absent: true, note: ` (skipped, ${name} is missing: ${missing})` };
}
