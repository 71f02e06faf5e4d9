/** The part of fengari 0.1 that `lua-health.ts` uses; the package brings no types. */
declare module 'fengari' {
  interface LuaState {
    readonly luaState: unique symbol;
  }
  type LuaString = Uint8Array;
  type LuaFunction = (state: LuaState) => number;

  export function to_luastring(text: string): LuaString;

  export const lua: {
    readonly LUA_OK: 0;
    readonly LUA_TTABLE: 5;
    lua_close(state: LuaState): void;
    lua_createtable(state: LuaState, sequence: number, records: number): void;
    lua_getfield(state: LuaState, index: number, key: LuaString): number;
    lua_pcall(state: LuaState, parameters: number, results: number, handler: number): number;
    lua_pop(state: LuaState, count: number): void;
    lua_pushboolean(state: LuaState, value: boolean): void;
    lua_pushinteger(state: LuaState, value: number): void;
    lua_pushnumber(state: LuaState, value: number): void;
    lua_pushstring(state: LuaState, value: LuaString): void;
    lua_setfield(state: LuaState, index: number, key: LuaString): void;
    lua_setglobal(state: LuaState, name: LuaString): void;
    lua_seti(state: LuaState, index: number, key: number): void;
    lua_tojsstring(state: LuaState, index: number): string | null;
    lua_type(state: LuaState, index: number): number;
  };

  export const lauxlib: {
    luaL_loadstring(state: LuaState, script: LuaString): number;
    luaL_newstate(): LuaState;
    luaL_requiref(state: LuaState, name: LuaString, open: LuaFunction, global: 0 | 1): void;
  };

  export const lualib: {
    readonly luaopen_base: LuaFunction;
    readonly luaopen_table: LuaFunction;
  };
}
