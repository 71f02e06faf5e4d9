/** Calm, readable on a phone and in the dark. Nothing is told by a colour alone. */
export const PAGE_STYLE = `:root{--page:#f7f6f3;--surface:#fff;--text:#1c2430;--muted:#545e6d;--line:#dcdfe4;--link:#1a5fb4;--bad:#8f1f14;color-scheme:light}
@media (prefers-color-scheme:dark){:root{--page:#12161b;--surface:#1a1f27;--text:#e6e9ee;--muted:#a3adbb;--line:#333b47;--link:#8ab8ff;--bad:#ffb5ab;color-scheme:dark}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main,header{max-width:1024px;margin:0 auto;padding:0 16px}
header{padding-top:24px}
h1{font-size:24px;margin:0 0 4px}
h2{font-size:20px;margin:0 0 6px;overflow-wrap:anywhere}
h3{font-size:16px;margin:16px 0 6px}
p{margin:0 0 10px;overflow-wrap:anywhere}
a{color:var(--link)}
.quiet{color:var(--muted)}
.bad{color:var(--bad);font-weight:600}
section{margin:20px 0;padding:18px 20px;background:var(--surface);border:1px solid var(--line);border-radius:14px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:15px;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:6px 14px 6px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{font-size:13px;color:var(--muted);white-space:nowrap}
code{font:13.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}`;
