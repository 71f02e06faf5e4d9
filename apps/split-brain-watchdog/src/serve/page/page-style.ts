/** Calm, readable on a phone, in the dark and on paper. Nothing is told by a colour alone. */
export const PAGE_STYLE = `:root{--page:#f7f6f3;--surface:#fff;--text:#1c2430;--muted:#545e6d;--line:#dcdfe4;--link:#1a5fb4;--good:#0f5148;--good-ground:#e1f0ec;--warn:#684a00;--warn-ground:#fbf2da;--bad:#8f1f14;--bad-ground:#fbe6e3;--note:#2a4478;--note-ground:#e4eaf5;color-scheme:light}
@media (prefers-color-scheme:dark){:root{--page:#12161b;--surface:#1a1f27;--text:#e6e9ee;--muted:#a3adbb;--line:#333b47;--link:#8ab8ff;--good:#8fdccd;--good-ground:#15332e;--warn:#f0d28a;--warn-ground:#322b17;--bad:#ffb5ab;--bad-ground:#3a1d1a;--note:#aac6ff;--note-ground:#1e2b45;color-scheme:dark}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main,header,footer{max-width:1024px;margin:0 auto;padding:0 16px}
header{padding-top:24px}
footer{padding-bottom:40px;color:var(--muted);font-size:14px}
h1{font-size:24px;line-height:1.2;margin:0 0 4px}
h2{font-size:20px;line-height:1.25;margin:0;overflow-wrap:anywhere}
h3{font-size:16px;margin:22px 0 8px}
h4{font-size:16px;margin:0}
p{margin:0 0 10px;overflow-wrap:anywhere}
a{color:var(--link)}
.quiet{color:var(--muted)}
.cluster{margin:20px 0;padding:18px 20px 22px;background:var(--surface);border:1px solid var(--line);border-radius:14px}
.title{display:flex;flex-wrap:wrap;gap:10px;align-items:center}
.badge{display:inline-block;padding:1px 10px;border-radius:999px;font-size:14px;font-weight:600;line-height:22px;white-space:nowrap}
.good{background:var(--good-ground);color:var(--good)}
.warn{background:var(--warn-ground);color:var(--warn)}
.bad{background:var(--bad-ground);color:var(--bad)}
.note{background:var(--note-ground);color:var(--note)}
.concern{margin:14px 0 0;padding:12px 14px;border:1px solid var(--line);border-radius:10px}
.concern dl{display:grid;grid-template-columns:minmax(90px,max-content) 1fr;gap:2px 14px;margin:8px 0;font-size:15px}
.concern dt{color:var(--muted)}
.concern dd{margin:0;overflow-wrap:anywhere}
ul,ol{margin:0 0 10px;padding-left:20px}
li{overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:15px;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:6px 14px 6px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{font-size:13px;color:var(--muted);white-space:nowrap}
code{font:13.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media (max-width:640px){.cluster{border-radius:0;margin-left:-16px;margin-right:-16px;border-left:0;border-right:0;padding:16px}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}
th,td{display:flex;gap:10px;border:0;padding:1px 0}
td::before{content:attr(data-label);color:var(--muted);min-width:88px;flex:none}
td:empty{display:none}
.concern dl{grid-template-columns:1fr}.concern dt{font-size:13px}}
@media print{.cluster{border:0;break-inside:avoid}}`;
