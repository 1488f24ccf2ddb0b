"""How the offline page of a paper looks and what its viewer does: one style, one script.

Both stand in the page itself and are allowed by their hashes alone. The script is plain enough for
Chromium 109 opened from a file: no module, no request, only pictures beside the page.
"""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root{--ink:#16191d;--soft:#59616b;--line:#cdd3da;--blue:#1d4f91;--red:#a11212;--tint:#eef3f9;
--view:48vw}
*{box-sizing:border-box}
html{scroll-padding-top:4.6rem}
body{margin:0;color:var(--ink);background:#fff;font:15px/1.5 "Noto Sans","Noto Sans SC",
"PingFang SC","Microsoft YaHei","SimSun",system-ui,sans-serif;overflow-wrap:anywhere}
header,main{padding:.6rem 1.2rem 0;max-width:100rem;margin:0 auto}
main{padding-bottom:3rem}
h1{font-size:1.35rem;margin:.1rem 0}h1 small{font-size:.9rem;font-weight:400;margin-left:.6rem}
header p{margin:.15rem 0;font-size:.93rem}
nav{position:sticky;top:0;z-index:2;background:#fff;border-bottom:2px solid var(--blue);
padding:.3rem 1.2rem;display:flex;flex-wrap:wrap;gap:.1rem .9rem;
font-size:.9rem}
a{color:var(--blue);text-decoration:none}a:hover{text-decoration:underline}
section{content-visibility:auto;contain-intrinsic-size:auto 40rem;padding-bottom:.2rem}
h2{font-size:1.08rem;color:var(--blue);margin:1rem 0 .3rem;border-bottom:1px solid var(--blue)}
h2 small{font-weight:400;color:var(--soft);margin-left:.5rem}
h3{font-size:1rem;margin:.5rem 0 .15rem}
p{margin:.2rem 0}.quiet{color:var(--soft);font-size:.93em}
.row{display:grid;grid-template-columns:minmax(0,1.25fr) minmax(0,1fr);gap:0 1.4rem;
padding:.1rem .3rem;border-bottom:1px solid #eceff2}
.row:hover{background:#f7f9fb}.row .from{color:var(--soft);font-size:.93em;
border-left:2px solid var(--line);padding-left:.6rem}
.item{padding-left:1.5rem;text-indent:-1.5rem}.item>b{display:inline-block;min-width:1.5rem;
text-indent:0;font-weight:400}
.alone .row{grid-template-columns:minmax(0,1fr)}.alone .from{display:none}
.mark{border:1px solid var(--red);color:var(--red);border-radius:3px;padding:0 .2rem;
font-size:.82em;white-space:nowrap}
.ring{color:var(--red);font-size:.72em;font-weight:700;margin-left:.1em}
button{font:inherit;cursor:pointer;color:var(--blue);background:none;border:0}
.ref{font-size:.74em;vertical-align:.35em;line-height:1.2;padding:.15em .4em;margin:0 .05em;
border-radius:3px;min-width:1.9em}
.ref:hover{background:var(--tint);text-decoration:underline}
.ref.shown{background:var(--blue);color:#fff}
:focus-visible{outline:3px solid #e08a00;outline-offset:1px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.2rem 0 .5rem}
caption{text-align:left;font-weight:600}
th,td{border:1px solid var(--line);padding:.15rem .4rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
th{background:var(--tint)}tr.strong td{font-weight:600;background:#f4f4f4}
tbody td.newest,tbody tr.strong td.newest{background:#fff6dd}
.fields{display:grid;margin:.2rem 0;border:1px solid var(--line);border-width:1px 0 0 1px}
.f2{grid-template-columns:repeat(2,minmax(0,1fr))}.f3{grid-template-columns:repeat(3,minmax(0,1fr))}
.fields>div{display:grid;grid-template-columns:8.5rem minmax(0,1fr)}
.fields dt,.fields dd{margin:0;padding:.15rem .4rem;border:1px solid var(--line);
border-width:0 1px 1px 0}
.fields dt{background:var(--tint);font-weight:600}.fields dd .from{color:var(--soft);font-size:.9em}
.blank{margin:.9rem 0}.blank i{display:block;border-bottom:1px solid #777;height:2.2rem}
.seal{width:9rem;height:9rem;border:1px dashed #777;border-radius:50%;display:grid;
place-items:center;text-align:center;color:var(--soft)}
.list{font-size:.88rem;list-style:none;padding:0;margin:0}.list li{padding:.08rem 0}
.list .where{color:var(--soft)}
footer{padding:.5rem 1.2rem;color:var(--soft);font-size:.8rem;border-top:1px solid var(--line)}
#view{position:fixed;top:0;right:0;bottom:0;width:var(--view);z-index:3;background:#fff;
border-left:2px solid var(--blue);display:flex;flex-direction:column}
#view[hidden]{display:none}
#bar{display:flex;align-items:center;gap:.5rem;padding:.25rem .6rem;
border-bottom:1px solid var(--line)}
#bar b{flex:1;font-weight:600;font-size:.9rem}
#bar button{border:1px solid var(--line);border-radius:4px;padding:.15rem .7rem;min-height:2rem}
#said{padding:.3rem .7rem;font-size:.9rem;background:var(--tint);max-height:7.5rem;overflow:auto;
flex:none}
#said q{color:var(--soft)}
#page{flex:1;overflow:auto;background:#e9ebee;padding:.5rem}
#page figure{position:relative;margin:0 auto;width:100%;background:#fff}
#page img{display:block;width:100%;height:auto}
#page.near figure{width:190%}
#page i{position:absolute;background:rgba(255,214,0,.34);box-shadow:0 0 0 2px #d11;
border-radius:2px;mix-blend-mode:multiply}
#page pre{margin:0;padding:.7rem;background:#fff;white-space:pre-wrap;font:.92rem/1.55 inherit;
font-family:inherit}
#page mark{background:#ffe58a;outline:2px solid #d11}
body.viewing header,body.viewing main,body.viewing nav{margin-right:var(--view);max-width:none}
body.viewing .row{grid-template-columns:minmax(0,1fr)}body.viewing .row .from{display:none}
@media(max-width:46rem){
header,main,nav,footer{padding-left:.7rem;padding-right:.7rem}
nav{flex-wrap:nowrap;overflow-x:auto;white-space:nowrap}html{scroll-padding-top:3.2rem}
.row{grid-template-columns:minmax(0,1fr)}
.fields{grid-template-columns:minmax(0,1fr)!important}
.fields>div{grid-template-columns:7rem minmax(0,1fr)}
.wide table{min-width:38rem}
.ref{padding:.35em .7em}
#view{width:auto;left:0;top:24%;border-left:0;border-top:2px solid var(--blue)}
body.viewing header,body.viewing main,body.viewing nav{margin-right:0}
body.viewing main{padding-bottom:78vh}
}
@media print{
nav,#view{display:none!important}body{font-size:9pt}main,header{max-width:none;padding:0}
body.viewing header,body.viewing main{margin-right:0}
section{content-visibility:visible}h2,h3{break-after:avoid}tr,.row{break-inside:avoid}
thead{display:table-header-group}.ref{padding:0;min-width:0}
body.viewing .row{grid-template-columns:minmax(0,1.25fr) minmax(0,1fr)}
body.viewing .row .from{display:block}
.alone .row,.alone.viewing .row{grid-template-columns:minmax(0,1fr)}
}
"""

SCRIPT: Final = """
(function(){'use strict';
var data=JSON.parse(document.getElementById('data').textContent);
var view=document.getElementById('view'),page=document.getElementById('page');
var title=document.querySelector('#bar b'),said=document.getElementById('said');
var button=null,places=[],at=0;
function el(tag,text){var e=document.createElement(tag);if(text)e.textContent=text;return e;}
function box(b,p){var i=el('i');
i.style.left=100*b[0]/p.w+'%';i.style.top=100*b[1]/p.h+'%';
i.style.width=100*(b[2]-b[0])/p.w+'%';i.style.height=100*(b[3]-b[1])/p.h+'%';return i;}
function toMark(){var m=page.querySelector('i,mark');if(!m)return;
var a=m.getBoundingClientRect(),b=page.getBoundingClientRect();
page.scrollTop+=a.top-b.top-page.clientHeight/3;
page.scrollLeft+=a.left-b.left-page.clientWidth/4;}
function picture(one){var p=data.pictures[one.p],f=el('figure'),img=el('img');
img.alt=title.textContent;img.onload=toMark;
f.appendChild(img);(one.b||[]).forEach(function(b){f.appendChild(box(b,p));});
page.appendChild(f);img.src=p.f;}
function text(one){var t=one.t,pre=el('pre');
pre.append(t[0]);pre.appendChild(el('mark',t[1]));pre.append(t[2]);
page.appendChild(pre);toMark();}
function draw(){var one=places[at];page.textContent='';page.scrollTop=0;
var path=data.sources[one.s]||'';title.title=path;
title.textContent='['+one.s+'] '+(path.length>64?'…'+path.slice(-62):path)+(one.n?' p'+one.n:'')+
(places.length>1?'  '+(at+1)+'/'+places.length:'');
said.textContent='';var from=button.dataset.from||'',q=one.q||'';
if(from&&q.indexOf(from)<0)said.appendChild(el('div',from));
if(q)said.appendChild(el('q',q));
if(one.w)said.appendChild(el('div',one.w));
said.hidden=!said.textContent;
document.getElementById('before').hidden=document.getElementById('next').hidden=places.length<2;
if(one.p!==undefined)picture(one);else if(one.t)text(one);}
function open(b,k){if(button)button.classList.remove('shown');
button=b;places=data.places[b.dataset.i];at=Math.min(k||0,places.length-1);
b.classList.add('shown');var first=view.hidden;view.hidden=false;
var top=b.getBoundingClientRect().top;document.body.classList.add('viewing');
window.scrollBy(0,b.getBoundingClientRect().top-top);
if(first&&b.getBoundingClientRect().top>innerHeight*.2&&innerWidth<=736)
b.scrollIntoView({block:'start'});
draw();}
function close(){view.hidden=true;if(!button)return;
var top=button.getBoundingClientRect().top;
document.body.classList.remove('viewing');button.classList.remove('shown');
window.scrollBy(0,button.getBoundingClientRect().top-top);
button.focus();button=null;}
function step(d){at=(at+d+places.length)%places.length;draw();}
document.addEventListener('click',function(e){
var b=e.target.closest('button');
if(b&&b.classList.contains('ref')){if(b===button)close();else{open(b,0);
if(!e.detail)page.focus({preventScroll:true});}return;}
if(!b)return;
if(b.id==='close')close();if(b.id==='next')step(1);if(b.id==='before')step(-1);
if(b.id==='near'){page.classList.toggle('near');
b.setAttribute('aria-pressed',page.classList.contains('near'));toMark();}});
document.addEventListener('keydown',function(e){if(view.hidden)return;
if(e.key==='Escape')close();
if(places.length>1&&e.key==='ArrowRight'&&!page.contains(e.target))step(1);
if(places.length>1&&e.key==='ArrowLeft'&&!page.contains(e.target))step(-1);});
})();
"""
