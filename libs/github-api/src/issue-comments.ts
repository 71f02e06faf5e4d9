import { z } from 'zod';
import { commentAnswer, commentAnswers, commentFrom } from './comment-answer.ts';
import { fitting, saying } from './fitting.ts';
import { harmless } from './harmless.ts';
import type { CommentRef, IssueComment, IssueRef, Reaction } from './issue.ts';
import { ifThere, lookAgain } from './missing.ts';
import type { Place } from './place.ts';
import type { GitHubRequests, Writing } from './requests.ts';
import type { Waiting } from './waiting.ts';

/** Comments on issues and pull requests. */
export interface IssueComments {
  /** All, oldest first, up to 3,000. */
  readonly comments: (issue: IssueRef, options: Waiting) => Promise<readonly IssueComment[]>;
  readonly comment: (issue: IssueRef, body: string, options: Writing) => Promise<IssueComment>;
  /** As it is now; undefined: deleted. */
  readonly findComment: (comment: CommentRef, options: Waiting) => Promise<IssueComment | undefined>;
  readonly updateComment: (comment: CommentRef, body: string, options: Writing) => Promise<IssueComment>;
  /** One that is not there is no error. */
  readonly removeComment: (comment: CommentRef, options: Writing) => Promise<void>;
  /** Once, however often it is asked for. */
  readonly react: (to: CommentRef | IssueRef, reaction: Reaction, options: Writing) => Promise<void>;
}

const reactionAnswer = z.object({ id: z.int() });
const PAGE = 100;
const MOST_PAGES = 30;

export function issueComments(requests: GitHubRequests): IssueComments {
  const { octokit, read, write } = requests;
  const { issues, reactions } = octokit.rest;
  return {
    comments: async (ref, { signal }) => {
      const found: IssueComment[] = [];
      for (let page = 1; page <= MOST_PAGES; page++) {
        const { data } = await read(
          'issues/list-comments',
          (request) => issues.listComments({ ...at(ref), per_page: PAGE, page, request }).then(fitting(commentAnswers)),
          signal,
        );
        found.push(...data.map(commentFrom));
        if (data.length < PAGE) break;
      }
      return found;
    },
    comment: async (ref, body, options) => {
      const { data } = await write(
        'issues/create-comment',
        (request) => issues.createComment({ ...at(ref), body, request }).then(fitting(commentAnswer)),
        options,
      );
      return commentFrom(data);
    },
    findComment: (ref, { signal }) => {
      const look = async (): Promise<IssueComment | undefined> => {
        const answer = await ifThere(
          read(
            'issues/get-comment',
            (request) => issues.getComment({ ...commentAt(ref), request }).then(fitting(commentAnswer)),
            signal,
          ),
        );
        return answer === undefined ? undefined : commentFrom(answer.data);
      };
      return lookAgain(requests, look, signal);
    },
    updateComment: async (ref, body, options) => {
      const { data } = await write(
        'issues/update-comment',
        (request) => issues.updateComment({ ...commentAt(ref), body, request }).then(fitting(commentAnswer)),
        options,
      );
      return commentFrom(data);
    },
    removeComment: async (ref, options) => {
      await ifThere(
        write(
          'issues/delete-comment',
          (request) => issues.deleteComment({ ...commentAt(ref), request }).then(saying(204)),
          options,
        ),
      );
    },
    react: async (to, content, options) => {
      await harmless(requests, options, (once) =>
        'commentId' in to
          ? write(
              'reactions/create-for-issue-comment',
              (request) =>
                reactions.createForIssueComment({ ...commentAt(to), content, request }).then(fitting(reactionAnswer)),
              once,
            )
          : write(
              'reactions/create-for-issue',
              (request) => reactions.createForIssue({ ...at(to), content, request }).then(fitting(reactionAnswer)),
              once,
            ),
      );
    },
  };
}

function at({ owner, repo, number }: IssueRef): Place & { readonly issue_number: number } {
  return { owner, repo, issue_number: number };
}

function commentAt({ owner, repo, commentId }: CommentRef): Place & { readonly comment_id: number } {
  return { owner, repo, comment_id: commentId };
}
