import { lauxlib, lua, lualib, to_luastring, type LuaState } from 'fengari';

/** What an object of the API may hold. */
export type ApiValue = string | number | boolean | null | readonly ApiValue[] | { readonly [key: string]: ApiValue };
export type ApiObject = Readonly<Record<string, ApiValue>>;

/** What Argo CD takes from a health check. */
export interface Health {
  readonly status: string;
  readonly message: string;
}

/**
 * Runs a health check as Argo CD does: the object is the global `obj`, and of Lua's libraries there are only base and table, so a
 * script that needs `string` fails here as it would there. (Argo CD's Lua is 5.1, this one 5.3; its `os` is left out.)
 * @throws when the script fails or returns no table
 * @see https://github.com/argoproj/argo-cd/blob/v3.1.16/util/lua/lua.go (runLua, ExecuteHealthLua)
 */
export function healthOf(script: string, object: ApiObject): Health {
  const state = lauxlib.luaL_newstate();
  try {
    lauxlib.luaL_requiref(state, to_luastring('_G'), lualib.luaopen_base, 1);
    lauxlib.luaL_requiref(state, to_luastring('table'), lualib.luaopen_table, 1);
    lua.lua_pop(state, 2);
    push(state, object);
    lua.lua_setglobal(state, to_luastring('obj'));
    succeeded(state, lauxlib.luaL_loadstring(state, to_luastring(script)));
    succeeded(state, lua.lua_pcall(state, 0, 1, 0));
    if (lua.lua_type(state, -1) !== lua.LUA_TTABLE) throw new Error('the health check returned no table');
    return { status: field(state, 'status'), message: field(state, 'message') };
  } finally {
    lua.lua_close(state);
  }
}

function succeeded(state: LuaState, code: number): void {
  if (code !== lua.LUA_OK) throw new Error(lua.lua_tojsstring(state, -1) ?? `Lua error ${code}`);
}

function field(state: LuaState, name: string): string {
  lua.lua_getfield(state, -1, to_luastring(name));
  const value = lua.lua_tojsstring(state, -1) ?? '';
  lua.lua_pop(state, 1);
  return value;
}

/** A key that holds null is absent, as Lua's tables have it. */
function push(state: LuaState, value: Exclude<ApiValue, null>): void {
  if (typeof value === 'string') lua.lua_pushstring(state, to_luastring(value));
  else if (typeof value === 'boolean') lua.lua_pushboolean(state, value);
  else if (typeof value !== 'number') pushTable(state, value);
  else if (Number.isInteger(value)) lua.lua_pushinteger(state, value);
  else lua.lua_pushnumber(state, value);
}

function pushTable(state: LuaState, value: readonly ApiValue[] | Readonly<Record<string, ApiValue>>): void {
  lua.lua_createtable(state, 0, 0);
  for (const [key, held] of Object.entries(value)) {
    if (held === null) continue;
    push(state, held);
    if (Array.isArray(value)) lua.lua_seti(state, -2, Number(key) + 1);
    else lua.lua_setfield(state, -2, to_luastring(key));
  }
}
