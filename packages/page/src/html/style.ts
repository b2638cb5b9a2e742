/**
 * The page's only style. One scale: each size of type is 1.25 of the one before (`--t0` is the text), each space
 * twice the one before (`--s0` to `--s5`). One accent colour; the parts of a score are steps of its lightness, so that
 * nothing has to be told by hue.
 */
export const STYLE = `
:root{color-scheme:light dark;
--bg:#fff;--soft:#f4f6f8;--ink:#15191e;--quiet:#57606b;--line:#dde2e7;--bar:#87929e;--accent:#0a5cad;
--p1:#0b3a6f;--p2:#2c78c6;--p3:#86b6e8;--p4:#d3e5f8;
--t-1:.8rem;--t0:1rem;--t1:1.25rem;--t2:1.5625rem;--t6:3.815rem;
--s0:.25rem;--s1:.5rem;--s2:1rem;--s3:2rem;--s4:4rem}
@media (prefers-color-scheme:dark){:root{
--bg:#0f1317;--soft:#181e24;--ink:#e9edf1;--quiet:#a3adb8;--line:#2c343c;--bar:#74808c;--accent:#72b5fb;
--p1:#d0e5fd;--p2:#72b5fb;--p3:#2f78bf;--p4:#1a4672}}
*{box-sizing:border-box}
html{font:var(--t0)/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%;scroll-padding-top:var(--s2)}
body{margin:0 auto;padding:0 var(--s2) var(--s3);max-width:74rem;background:var(--bg);color:var(--ink);overflow-wrap:anywhere}
h1,h2,h3,p,ul,dl,dd{margin:0;padding:0}
h1{font-size:var(--t0);font-weight:600}
h2{font-size:var(--t2);font-weight:600;line-height:1.2;letter-spacing:-.01em}
h3{font-size:var(--t0);font-weight:600;margin-top:var(--s2)}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
code{font:.9em ui-monospace,monospace;background:var(--soft);padding:0 .25em;border-radius:3px}
.quiet,.note,.lead,header p,footer{color:var(--quiet)}
.note,header,nav,.legend,footer{font-size:var(--t-1)}
.skip{position:absolute;left:-100vw}.skip:focus{left:var(--s2);top:var(--s1);background:var(--bg)}
header{display:flex;flex-wrap:wrap;gap:0 var(--s2);align-items:baseline;padding:var(--s2) 0 var(--s1)}
header p{margin-right:auto}
nav{border-block:1px solid var(--line);padding:var(--s1) 0}
nav ul{display:flex;flex-wrap:wrap;gap:0 var(--s2);list-style:none}
nav a{color:var(--ink);text-decoration:none;display:inline-block;padding:var(--s0) 0}nav a:hover{text-decoration:underline}
section{padding-top:var(--s4)}
#now{padding-top:var(--s3)}
.overline{font-size:var(--t0);font-weight:400;color:var(--quiet);letter-spacing:0}
.hero{font-size:var(--t6);font-weight:650;line-height:1.1;letter-spacing:-.03em;font-variant-numeric:tabular-nums}
.state{font-size:var(--t1);font-weight:600;margin-top:var(--s1);display:flex;gap:var(--s1);align-items:center}
.mark{display:inline-grid;place-items:center;width:1.6em;height:1.6em;border-radius:50%;font-size:.8em;background:var(--ink);color:var(--bg)}
.well .mark{background:var(--accent)}
.concerns{margin-top:var(--s1);list-style:none;border-left:3px solid var(--ink);padding-left:var(--s2)}
.concerns li{padding:var(--s0) 0;max-width:44rem}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(19rem,100%),1fr));gap:var(--s2) var(--s3);margin-top:var(--s3);padding-top:var(--s2);border-top:1px solid var(--line)}
dt{font-size:var(--t-1);color:var(--quiet)}
.facts .quiet{display:block;font-size:var(--t-1)}
.lead{margin:var(--s0) 0 var(--s2);max-width:44rem}.lead b{color:var(--ink)}
.empty{background:var(--soft);border-radius:4px;padding:var(--s2);max-width:44rem}
.note{margin-top:var(--s1)}
.plot{display:flex}
.names{flex:none}.body{flex:1;min-width:0;overflow:visible}
svg{display:block;font-size:var(--t-1)}
svg text{fill:var(--quiet);font-variant-numeric:tabular-nums}svg .strong{fill:var(--ink);font-weight:600}svg .tight{font-size:.7rem}
.sign{overflow:visible}.sign text{paint-order:stroke;stroke:var(--bg);stroke-width:3px}
.sign path{fill:var(--ink);stroke:var(--bg)}.sign .cross,.sign .out{stroke:var(--ink);stroke-width:2}
.grid,.lane{stroke:var(--line)}
.gate{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 4}
.bar{fill:var(--bar)}.now,.traded{fill:var(--accent)}
.cell{fill:var(--ink)}.cell.traded{fill:var(--accent)}.cell.other{fill:var(--bar)}
.part{stroke:var(--bg);stroke-width:1}
.version{fill:var(--p1)}.coverage{fill:var(--p2)}.recency{fill:var(--p3)}.performance{fill:var(--p4);stroke:var(--accent)}
.sign .point{stroke:var(--ink);fill:var(--bg);stroke-width:1.5}.sign .was{fill:var(--bar)}.sign .now{fill:var(--accent);stroke:var(--accent)}
.legend{display:flex;flex-wrap:wrap;gap:var(--s0) var(--s2);list-style:none;margin-bottom:var(--s1)}
.legend li{display:flex;align-items:center;gap:var(--s1)}
details{margin-top:var(--s2);border-top:1px solid var(--line)}
summary{padding:var(--s1) 0;cursor:pointer;font-weight:600}summary .quiet{font-weight:400;font-size:var(--t-1)}
.scroll{overflow:auto;max-height:34rem}
table{border-collapse:collapse;min-width:min(100%,44rem);font-size:var(--t-1);font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--quiet);padding:var(--s1) 0}
th,td{text-align:left;vertical-align:top;padding:var(--s0) var(--s2) var(--s0) 0;font-weight:400;overflow-wrap:break-word;max-width:26rem;min-width:3.5rem}
td+td:last-child,th:last-child{padding-right:0}
thead th{position:sticky;top:0;background:var(--bg);color:var(--quiet);box-shadow:inset 0 -1px var(--line);white-space:nowrap}
tbody tr{border-bottom:1px solid var(--line)}tbody th{white-space:nowrap;font-weight:600}
.n{text-align:right}
tr.live th:first-child{box-shadow:inset 3px 0 var(--accent);padding-left:var(--s1)}
time{white-space:nowrap}
.search{display:flex;flex-wrap:wrap;gap:var(--s1) var(--s2);align-items:center;font-size:var(--t-1);color:var(--quiet);padding:var(--s1) 0}
.search input{font:inherit;color:var(--ink);background:var(--bg);border:1px solid var(--bar);border-radius:4px;padding:var(--s0) var(--s1);width:16rem;max-width:100%}
.about{columns:2 24rem;column-gap:var(--s3)}.about div{padding:var(--s1) 0 var(--s2);break-inside:avoid}.about dt{font-weight:600;color:var(--ink);font-size:var(--t0)}.about dd{font-size:var(--t-1)}
.about div:target{background:var(--soft)}
footer{margin-top:var(--s4);padding-top:var(--s2);border-top:1px solid var(--line)}
[hidden]{display:none!important}
@media (max-width:40rem){.minor{display:none}section{padding-top:var(--s3)}}
@media print{:root{color-scheme:light;
--bg:#fff;--soft:#f4f6f8;--ink:#000;--quiet:#444;--line:#ccc;--bar:#87929e;--accent:#0a5cad;
--p1:#0b3a6f;--p2:#2c78c6;--p3:#86b6e8;--p4:#d3e5f8}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
html{font-size:11px}body{max-width:none;padding:0}nav,.search,.skip{display:none}
section{padding-top:var(--s3)}.plot,tr{break-inside:avoid}h2,.lead,.legend{break-after:avoid}
.scroll{overflow:visible;max-height:none}thead th{position:static}
details::details-content{content-visibility:visible;block-size:auto}}
`;
