import { themed } from './theme.ts';

/** Of the page around the pictures: one column, calm, readable on a phone, in the dark and on paper. */
export const PAGE_STYLE: string = [
  themed(':root'),
  `*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--pr-page);color:var(--pr-text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main,.head,.foot{max-width:1024px;margin:0 auto;padding:0 16px}
.head{padding-top:28px}
.foot{padding-bottom:40px;color:var(--pr-muted);font-size:14px}
h1{font-size:26px;line-height:1.2;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:22px;line-height:1.25;margin:0;overflow-wrap:anywhere}
h3{font-size:16px;margin:32px 0 10px}
p{margin:0 0 10px}
a{color:var(--pr-link)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--pr-link);outline-offset:2px;border-radius:4px}
.quiet{color:var(--pr-muted)}
.skip{position:absolute;left:-9999px}
.skip:focus{left:16px;top:8px;background:var(--pr-surface);padding:6px 10px}
.archives{list-style:none;margin:16px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:8px}
.archives a{display:flex;gap:8px;align-items:center;padding:5px 12px 5px 6px;border:1px solid var(--pr-line);border-radius:999px;background:var(--pr-surface);text-decoration:none;color:var(--pr-text);overflow-wrap:anywhere}
.archive{margin:24px 0 36px;padding:22px 24px 26px;background:var(--pr-surface);border:1px solid var(--pr-line);border-radius:14px}
.title{display:flex;flex-wrap:wrap;gap:10px;align-items:center}
.answer{font-size:18px;line-height:1.45;margin:10px 0 18px;max-width:70ch;overflow-wrap:anywhere}
.badge{display:inline-block;padding:1px 10px;border-radius:999px;font-size:14px;font-weight:600;line-height:22px;white-space:nowrap}
.proven{background:var(--pr-proven-ground);color:var(--pr-proven-text)}
.acknowledged{background:var(--pr-known-ground);color:var(--pr-known-text)}
.unknown,.unproven{background:var(--pr-unproven-ground);color:var(--pr-unproven-text)}
.damaged,.lost{background:var(--pr-lost-ground);color:var(--pr-lost-text)}
.listed,.notice{background:var(--pr-page);color:var(--pr-text);box-shadow:inset 0 0 0 1px var(--pr-line)}
.facts{display:grid;grid-template-columns:repeat(3,1fr);gap:1px;margin:0 0 22px;background:var(--pr-line);border:1px solid var(--pr-line);border-radius:10px;overflow:hidden}
.facts div{background:var(--pr-surface);padding:10px 14px}
.facts dt{font-size:13px;color:var(--pr-muted)}
.facts dd{margin:2px 0 0;font-weight:600;overflow-wrap:anywhere}
.facts dd span{display:block;font-weight:400;font-size:14px;color:var(--pr-muted)}
figure{margin:0}
figcaption{font-size:14px;color:var(--pr-muted);margin-top:4px}
.pr-picture{display:block;max-width:100%;height:auto}
.narrow .pr-picture{margin-left:-14px;max-width:none}
.wide .pr-picture{margin-left:-14px;max-width:calc(100% + 28px)}
.narrow{display:none}
.curve{margin:14px 0 10px}
.done{margin-top:24px}
.scroll{overflow-x:auto;margin:0 -4px;padding:0 4px}
table{border-collapse:collapse;width:100%;font-size:15px;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:7px 14px 7px 0;border-bottom:1px solid var(--pr-line)}
thead th{font-size:13px;font-weight:600;color:var(--pr-muted);white-space:nowrap}
tbody th{font-weight:600;white-space:nowrap}
td.wrap{min-width:220px;overflow-wrap:anywhere}
.number{text-align:right}
.nowrap{white-space:nowrap}
.findings{list-style:none;margin:0;padding:0}
.findings>li{padding:12px 0;border-bottom:1px solid var(--pr-line)}
.findings p{margin:6px 0 0;max-width:80ch;overflow-wrap:anywhere}
code{font:13.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
details{margin-top:8px}
summary{cursor:pointer;color:var(--pr-link);width:fit-content}
.plain{margin:0;padding-left:20px}
.plain li{overflow-wrap:anywhere}
.steps{display:flex;height:14px;border-radius:4px;overflow:hidden;margin:6px 0 12px;background:var(--pr-line);gap:2px}
.steps span{background:var(--pr-proven);min-width:3px}
.steps span:nth-child(even){background:var(--pr-muted)}
.runs{list-style:none;display:flex;flex-wrap:wrap;gap:3px;margin:0;padding:0}
.runs li{width:22px;height:22px;border-radius:5px;text-align:center;font-size:13px;font-weight:700;line-height:22px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:640px){.archive{padding:16px 14px 20px;border-radius:0;margin-left:-16px;margin-right:-16px;border-left:0;border-right:0}.wide{display:none}.narrow{display:block}h1{font-size:22px}.answer{font-size:17px}.facts{grid-template-columns:1fr 1fr}}
@media print{body{font-size:11pt}.archive{border:0;padding:0;margin:0 0 24pt;break-inside:auto}.facts,figure,tr,.findings>li{break-inside:avoid}.archives,.skip{display:none}.wide{display:block}.narrow{display:none}.scroll{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}`,
].join('\n');
