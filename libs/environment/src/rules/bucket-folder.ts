/**
 * A folder of a bucket in one spelling, without slashes that say nothing, so that two can be compared: `bucket/path`. At which server it is makes no
 * difference: two names may lead to one.
 * @returns undefined for an address that is in no bucket
 */
export function bucketFolder(address: string): string | undefined {
  const path = /^s3:\/\/(.*)$/.exec(address)?.[1];
  return path
    ?.split('/')
    .filter((step) => step !== '')
    .join('/');
}

/** The folders that a folder lies in, the bucket first. */
export function foldersAbove(folder: string): readonly string[] {
  const steps = folder.split('/');
  return steps.slice(1).map((_, count) => steps.slice(0, count + 1).join('/'));
}
