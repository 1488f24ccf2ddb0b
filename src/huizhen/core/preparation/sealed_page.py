"""The page that opens a sealed package offline: file and passphrase in, dossier out.

It loads nothing. What it shows runs in a frame without the page's own rights.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from huizhen.core.preparation.paper_page_look import SCRIPT as DOSSIER_SCRIPT
from huizhen.core.preparation.paper_page_look import STYLE as DOSSIER_STYLE

STYLE: Final = """
:root{font-family:"Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif;color:#182433}
body{margin:0;background:#f6f8fb}
main{max-width:40rem;margin:2rem auto;padding:1.5rem;background:#fff;border:1px solid #dce1e7;
border-radius:6px}
h1{font-size:1.25rem;margin:0 0 .25rem}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
small,.quiet{color:#5b6673;font-weight:400}
input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #b8c2cc;
border-radius:4px}
button{font:inherit;margin-top:1rem;padding:.5rem 1.5rem;border:0;border-radius:4px;
background:#0b5394;color:#fff}
button:disabled{background:#7d8b99}
#said{margin:1rem 0 0;min-height:1.5em}
#said.wrong{color:#b42318}
#bar{display:none;gap:1rem;align-items:center;padding:.5rem 1rem;background:#fff;
border-bottom:1px solid #dce1e7;flex-wrap:wrap}
#bar a{color:#0b5394}
iframe{display:none;border:0;width:100%;flex:1}
body.open{display:flex;flex-direction:column;height:100vh}
body.open main{display:none}
body.open #bar{display:flex}
body.open iframe{display:block}
#images{display:none;padding:.5rem 1rem;background:#fff;border-bottom:1px solid #dce1e7}
#images summary{cursor:pointer;font-weight:600}
#images ul{margin:.25rem 0;padding-left:1.25rem;max-height:30vh;overflow:auto}
#images button{margin:.25rem .5rem .25rem 0;padding:.25rem .75rem}
body.open #images.some{display:block}
"""

SCRIPT: Final = r"""
(function(){'use strict';
var W=JSON.parse(document.getElementById('words').textContent);
var $=function(id){return document.getElementById(id)};
var said=$('said'),form=$('form'),go=$('go');
function say(text,wrong){said.textContent=text;said.className=wrong?'wrong':'';}
if(!window.age||!window.WebAssembly||!Blob.prototype.arrayBuffer){say(W.old_browser,true);
go.disabled=true;return;}
function bytes(blob){return blob.arrayBuffer().then(function(b){return new Uint8Array(b)});}
function opened(data,identity,phrase){
var d=new age.Decrypter();
if(identity)d.addIdentity(identity);else d.addPassphrase(phrase);
return d.decrypt(data);}
function base64(data){var s='',i;for(i=0;i<data.length;
i+=32768)s+=String.fromCharCode.apply(null,data.subarray(i,i+32768));return btoa(s);}
function entered(){
var text=$('key').value.trim();
if(/^AGE-SECRET-KEY-1/i.test(text))return{identity:text.toUpperCase()};
return{phrase:text.toLowerCase().split(/[^a-z]+/).filter(Boolean).join(' ')};}
async function index(file,key){
var head=await bytes(file.slice(0,12));
if(head.length<12||String.fromCharCode.apply(null,head.subarray(0,8))!=='HUIZHEN1')throw{
wrong:W.wrong_file};
var length=new DataView(head.buffer).getUint32(8),sealed=await bytes(file.slice(12,12+length));
if(sealed.length!==length)throw{wrong:W.wrong_file};
var plain;
try{plain=await opened(sealed,key.identity,key.phrase);}catch(e){throw{wrong:W.wrong_key};}
var told=JSON.parse(new TextDecoder().decode(plain));
if(told.number!==W.case)throw{wrong:W.wrong_file};
told.start=12+length;return told;}
async function show(file,told){
var part=function(p){var at=told.start+p.offset;
return bytes(file.slice(at,at+p.length)).then(function(data){return opened(data,told.identity);});
};
var page='',pictures={},i,p;
for(i=0;i<told.parts.length;i++){p=told.parts[i];
if(p.media==='image/webp')pictures[p.name]='data:image/webp;base64,'+base64(await part(p));
else if(p.media==='text/html')page=new TextDecoder().decode(await part(p));}
page=page.replace(/"f":"([^"]+)"/g,function(all,name){
return pictures[name]?'"f":"'+pictures[name]+'"':all;});
var frame=$('frame');
frame.src=URL.createObjectURL(new Blob([page],{type:'text/html;charset=utf-8'}));
images(told,part);
told.parts.forEach(function(p){
if(p.media==='image/webp'||p.media==='text/html'||p.media==='application/dicom')return;
var link=document.createElement('a');link.href='#';link.textContent=p.name;
link.addEventListener('click',async function(event){event.preventDefault();
var url=URL.createObjectURL(new Blob([await part(p)],{type:p.media}));
var save=document.createElement('a');save.href=url;save.download=p.name;
document.body.appendChild(save);save.click();save.remove();});
$('files').appendChild(link);$('files').appendChild(document.createTextNode(' '));});
document.body.className='open';}
function u16(n){return[n&255,n>>8&255];}
function u32(n){return[n&255,n>>>8&255,n>>>16&255,n>>>24&255];}
var table=null;
function crc(data){var c=-1,i,k;if(!table){table=[];for(i=0;i<256;i++){c=i;
for(k=0;k<8;k++)c=c&1?3988292384^c>>>1:c>>>1;table[i]=c;}}
for(c=-1,i=0;i<data.length;i++)c=table[(c^data[i])&255]^c>>>8;return(c^-1)>>>0;}
async function zipped(parts,open,told){
var chunks=[],entries=[],at=0,n=0;
for(var p of parts){told(++n,parts.length);
var data=await open(p),name=new TextEncoder().encode(p.name),sum=crc(data);
var common=[].concat(u16(20),u16(2048),u16(0),u16(0),u16(33),u32(sum),u32(data.length),
u32(data.length),u16(name.length),u16(0));
var head=new Uint8Array([80,75,3,4].concat(common));
entries.push({head:new Uint8Array([80,75,1,2].concat(u16(20),common,u16(0),u16(0),u16(0),u32(0),
u32(at))),name:name});
at+=head.length+name.length+data.length;
chunks.push(new Blob([head,name,data]));}
var size=0;
entries.forEach(function(e){chunks.push(e.head,e.name);size+=e.head.length+e.name.length;});
chunks.push(new Uint8Array([80,75,5,6].concat(u16(0),u16(0),u16(entries.length),
u16(entries.length),u32(size),u32(at),u16(0))));
return new Blob(chunks,{type:'application/zip'});}
function save(blob,name){var url=URL.createObjectURL(blob),link=document.createElement('a');
link.href=url;link.download=name;document.body.appendChild(link);link.click();link.remove();
setTimeout(function(){URL.revokeObjectURL(url);},60000);}
async function write(root,parts,open,told){var n=0;
for(var p of parts){told(++n,parts.length);var names=p.name.split('/'),folder=root,i;
for(i=0;i<names.length-1;i++)folder=await folder.getDirectoryHandle(names[i],{create:true});
var file=await folder.getFileHandle(names[i],{create:true}),stream=await file.createWritable();
await stream.write(await open(p));await stream.close();}}
function images(told,open){
var list=$('series'),box=$('images'),state=$('saving'),busy=false;
var tell=function(n,all){state.textContent=W.saving+' '+n+'/'+all;};
var of=function(one){return told.parts.filter(function(p){
return p.name.indexOf(one.folder+'/')===0;});};
async function doing(work){if(busy)return;busy=true;
try{await work();state.textContent=W.saved;}
catch(e){state.textContent=e&&e.name==='AbortError'?'':W.not_saved;}
busy=false;}
(told.series||[]).forEach(function(one){var item=document.createElement('li');
item.append(one.modality+' '+(one.date||W.no_date)+' · '+one.instances+W.slices+' ');
var parts=of(one),button=document.createElement('button');button.type='button';
button.textContent=W.save_series;
button.addEventListener('click',function(){doing(async function(){
save(await zipped(parts,open,tell),one.folder.replace(/\//g,'-')+'.zip');});});
item.appendChild(button);list.appendChild(item);box.className='some';});
var all=$('save-all');
if(!window.showDirectoryPicker){all.hidden=true;return;}
all.addEventListener('click',function(){doing(async function(){
var root=await window.showDirectoryPicker({mode:'readwrite'});
for(var one of told.series)await write(root,of(one),open,tell);});});}
form.addEventListener('submit',async function(event){event.preventDefault();
var file=$('file').files[0];
if(!file){say(W.wrong_file,true);return;}
go.disabled=true;say(W.opening);
try{await new Promise(function(done){setTimeout(done,50);});
await show(file,await index(file,entered()));$('key').value='';say('');}
catch(e){say(e&&e.wrong||W.wrong_file,true);}
go.disabled=false;});
})();
"""


def opening_page(number: str, words: Mapping[str, Any], library: str) -> str:
    """The opener of the case of that number, with the decryption library in it."""
    said = {key: text for key, text in words.items() if isinstance(text, str)}
    told = _json({**said, "case": number})
    text = {key: escape(value) for key, value in said.items()}
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{opening_policy(library)}">'
        f"<title>{escape(number)} {text['title']}</title><style>{STYLE}</style></head><body>"
        f'<div id="bar"><strong>{escape(number)}</strong> <span id="files">{text["files"]}：'
        f"</span><small>{text['note']}</small></div>{_images(text)}<main><h1>{text['title']}</h1>"
        f'<p class="quiet">{text["title_en"]} · {text["number"]} {escape(number)}</p>'
        f'<form id="form"><label for="file">{text["choose"]} <small>{text["choose_en"]}</small>'
        '</label><input type="file" id="file" accept=".hz">'
        f'<label for="key">{text["key"]} <small>{text["key_en"]}</small></label>'
        '<input id="key" type="text" autocomplete="off" autocapitalize="none" spellcheck="false">'
        f'<button id="go">{text["open"]}</button>'
        '<p id="said" role="alert"></p></form>'
        f'<p class="quiet">{text["offline"]}</p><p class="quiet">{text["note"]}</p></main>'
        f'<iframe id="frame" title="{text["frame"]}" sandbox="allow-scripts"></iframe>'
        f'<script type="application/json" id="words">{told}</script>'
        f"<script>{library}</script><script>{SCRIPT}</script></body></html>"
    )


def _images(text: Mapping[str, str]) -> str:
    """Shown when the package holds images: a series at a time as one zip, or all into a folder."""
    return (
        f'<details id="images"><summary>{text["images"]}</summary>'
        f'<ul id="series"></ul><button type="button" id="save-all">{text["save_all"]}</button>'
        f'<span id="saving" role="status"></span><p class="quiet">{text["images_note"]}</p>'
        "</details>"
    )


def opening_policy(library: str) -> str:
    """No network at all. The frame inherits this policy, so what the dossier's page runs is named
    here too."""
    scripts = " ".join(map(_hash, (library, SCRIPT, DOSSIER_SCRIPT)))
    styles = " ".join(map(_hash, (STYLE, DOSSIER_STYLE)))
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src data:; "
        "frame-src blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
