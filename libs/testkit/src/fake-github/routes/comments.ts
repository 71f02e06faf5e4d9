import { allow, mayPush } from '../access.ts';
import { loginOf } from '../actor.ts';
import { answered, created, done, notFound, Refusal, type Call, type Route } from '../answer.ts';
import { commentJson, reactionJson } from '../answers/issue-json.ts';
import { paged } from '../pages.ts';
import { addComment, editComment, removeComment } from '../comments.ts';
import type { Comment, Reaction, Repository } from '../world.ts';
import { issueOf, issuesOf } from './issues.ts';

/** @see https://docs.github.com/en/rest/issues/comments and https://docs.github.com/en/rest/reactions/reactions */
export const commentRoutes: Readonly<Record<string, Route>> = {
  'issues/list-comments': (call) => {
    const repository = issuesOf(call, 'read');
    const { number } = issueOf(call, repository);
    const since = typeof call.query['since'] === 'string' ? Date.parse(call.query['since']) : -Infinity;
    const found = [...repository.comments.listed().values()]
      .filter(({ issue, updatedAtMs }) => issue === number && Math.floor(updatedAtMs / 1000) * 1000 >= since)
      .sort((one, other) => one.id - other.id);
    return paged(found, call, (page) => page.map((comment) => commentJson(call.world, repository, comment)));
  },

  'issues/create-comment': (call) => {
    const repository = issuesOf(call, 'read');
    const issue = issueOf(call, repository);
    if (issue.locked && !mayPush(call.actor, repository))
      throw new Refusal(403, 'Unable to create comment because issue is locked.');
    const { body } = call.body as { readonly body: string };
    return created(
      commentJson(
        call.world,
        repository,
        addComment(call.world, repository, { issue: issue.number, body, author: loginOf(call.actor) }),
      ),
    );
  },

  'issues/get-comment': (call) => {
    const repository = issuesOf(call, 'read');
    return answered(commentJson(call.world, repository, commentOf(call, repository)));
  },

  'issues/update-comment': (call) => {
    const repository = issuesOf(call, 'read');
    const comment = ownComment(call, repository);
    const { body } = call.body as { readonly body: string };
    const changed = editComment(call.world, repository, { id: comment.id, body, by: loginOf(call.actor) });
    return answered(commentJson(call.world, repository, changed));
  },

  'issues/delete-comment': (call) => {
    const repository = issuesOf(call, 'read');
    const comment = ownComment(call, repository);
    removeComment(call.world, repository, { id: comment.id, by: loginOf(call.actor) });
    return done();
  },

  'reactions/create-for-issue': (call) => {
    const repository = issuesOf(call, 'read');
    return react(call, repository, `issue ${issueOf(call, repository).number}`);
  },

  'reactions/create-for-issue-comment': (call) => {
    const repository = issuesOf(call, 'read');
    return react(call, repository, `comment ${commentOf(call, repository).id}`);
  },

  'reactions/delete-for-issue-comment': (call) => {
    const repository = issuesOf(call, 'read');
    const { id } = commentOf(call, repository);
    return takeBack(call, repository, `comment ${id}`);
  },

  'reactions/delete-for-issue': (call) => {
    const repository = issuesOf(call, 'read');
    return takeBack(call, repository, `issue ${issueOf(call, repository).number}`);
  },

  'reactions/list-for-issue': (call) => {
    const repository = issuesOf(call, 'read');
    return reactionsOn(call, repository, `issue ${issueOf(call, repository).number}`);
  },

  'reactions/list-for-issue-comment': (call) => {
    const repository = issuesOf(call, 'read');
    return reactionsOn(call, repository, `comment ${commentOf(call, repository).id}`);
  },
};

function commentOf({ path }: Call, { comments }: Repository): Comment {
  const comment = comments.current.get(Number(path['comment_id']));
  if (comment === undefined) throw notFound();
  return comment;
}

function ownComment(call: Call, repository: Repository): Comment {
  const comment = commentOf(call, repository);
  if (comment.author !== loginOf(call.actor)) allow(call.actor, repository, { area: 'issues', need: 'write' });
  return comment;
}

/** A second one of the same kind by the same account is the first. */
function react({ world, actor, body }: Call, { reactions }: Repository, on: Reaction['on']): ReturnType<Route> {
  const { content } = body as { readonly content: string };
  const login = loginOf(actor);
  const known = reactions.find(
    (reaction) => reaction.on === on && reaction.login === login && reaction.content === content,
  );
  if (known !== undefined) return answered(reactionJson(world, known));
  const reaction = { id: world.nextId(), on, login, content, createdAtMs: world.now() };
  reactions.push(reaction);
  return created(reactionJson(world, reaction));
}

function takeBack(call: Call, repository: Repository, on: Reaction['on']): ReturnType<Route> {
  const index = repository.reactions.findIndex(({ id, on: where }) => id === call.path['reaction_id'] && where === on);
  const reaction = repository.reactions[index];
  if (reaction === undefined) throw notFound();
  if (reaction.login !== loginOf(call.actor)) allow(call.actor, repository, { area: 'issues', need: 'write' });
  repository.reactions.splice(index, 1);
  return done();
}

function reactionsOn(call: Call, { reactions }: Repository, on: Reaction['on']): ReturnType<Route> {
  const found = reactions.filter(
    (reaction) => reaction.on === on && (call.query['content'] ?? reaction.content) === reaction.content,
  );
  return paged(found, call, (page) => page.map((reaction) => reactionJson(call.world, reaction)));
}
