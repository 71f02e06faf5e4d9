import type { Edit } from '@postgres-ha/yaml-edit';
import { isSeq, parseDocument } from 'yaml';

/** The same edits by way of the parsed document, which is then written anew. @throws what that way throws. */
export function editedByDocument(text: string, edits: readonly Edit[]): string {
  const document = parseDocument(text, { keepSourceTokens: false });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  for (const edit of edits) {
    switch (edit.kind) {
      case 'delete':
        document.deleteIn(edit.path);
        break;
      case 'append':
        if (isSeq(document.getIn(edit.path))) document.addIn(edit.path, edit.value);
        else document.setIn(edit.path, [edit.value]);
        break;
      default:
        document.setIn(edit.path, edit.value);
    }
  }
  return document.toString();
}
