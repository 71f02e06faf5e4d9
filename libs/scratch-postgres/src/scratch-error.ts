/** Why a scratch directory cannot be used, whatever is in the archive. */
export type ScratchProblem = 'disk-full' | 'not-reachable' | 'path-too-long' | 'in-use';

/** Thrown when the scratch directory, not the archive, is at fault: a reason for "unknown", never for "damaged". */
export class ScratchError extends Error {
  readonly problem: ScratchProblem;
  constructor(problem: ScratchProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ScratchError';
    this.problem = problem;
  }
}

/** @returns the code of a failed system call */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether a system call failed for want of space. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(error) ?? '');
}

/** @throws ScratchError where there is no space left; everything else as it is */
export async function withRoom<T>(directory: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    throw new ScratchError('disk-full', `${directory}: no space left`, { cause: error });
  }
}
