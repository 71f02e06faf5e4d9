import type { ArchiveReport, AssertionFact } from '@postgres-ha/backup-proof';
import { dataInWords, newestData } from '../report/facts-words.ts';
import { durationInWords } from '../report/words.ts';
import { html, type Part, type Html } from '@postgres-ha/markup';
import { scrolling } from './tables.ts';

const OUTCOMES: Readonly<Record<AssertionFact['outcome'], 'proven' | 'damaged' | 'unknown'>> = {
  holds: 'proven',
  fails: 'damaged',
  unknown: 'unknown',
};

/** What was seen of the data, without the data. Undefined where nobody looked. */
export function dataFacts(report: ArchiveReport): Html | undefined {
  const seen = newestData(report);
  if (seen === undefined) return undefined;
  const { id, data } = seen;
  return html`<h3>The data of ${id}</h3>
    <ul class="plain">
      ${dataInWords(data).map((fact) => html`<li>${fact}</li>`)}
    </ul>
    ${
      data.assertions.length === 0
        ? undefined
        : scrolling(
            'Assertions',
            html`<table>
              <thead>
                <tr>
                  <th scope="col">Assertion</th>
                  <th scope="col">Database</th>
                  <th scope="col">Outcome</th>
                  <th scope="col">Answer</th>
                  <th scope="col" class="number">Took</th>
                </tr>
              </thead>
              <tbody>
                ${data.assertions.map(row)}
              </tbody>
            </table>`,
          )
    }`;
}

function row({ name, database, outcome, digest, shown, milliseconds }: AssertionFact): Html {
  return html`<tr>
    <td class="wrap">${name}</td>
    <td>${database}</td>
    <td><span class="badge ${OUTCOMES[outcome]}">${outcome}</span></td>
    <td class="wrap">${answer(shown, digest)}</td>
    <td class="number nowrap">${durationInWords(milliseconds)}</td>
  </tr>`;
}

/** The answer only where the policy lets it be shown; a keyed hash tells whether it changed. */
function answer(shown: string | undefined, digest: string | undefined): Part {
  if (shown !== undefined) return html`<code>${shown}</code>`;
  return digest === undefined
    ? '–'
    : html`<span class="quiet">not shown; hash <code>${digest.slice(0, 12)}</code></span>`;
}
