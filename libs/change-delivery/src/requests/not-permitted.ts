/** Thrown where whoever asked lost the right to it between asking and the first thing that would be written. */
export class NotPermitted extends Error {
  readonly login: string;

  constructor(login: string) {
    super('the permission was taken away meanwhile');
    this.name = 'NotPermitted';
    this.login = login;
  }
}
