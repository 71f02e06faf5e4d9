import { PICTURE_STYLE, restorabilityPicture } from '@postgres-ha/proof-report';
import type { RestorablePicture } from '../parts/restorable.ts';
import { archiveReportOf } from './archive-report-of.ts';

/** The picture of the report, drawn for the widths of the page. */
export const RESTORABLE_PICTURE: RestorablePicture = {
  draw: (archive, width) => restorabilityPicture(archiveReportOf(archive), { width }),
  style: PICTURE_STYLE,
};
