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
"""

SCRIPT: Final = """
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
told.parts.forEach(function(p){
if(p.media==='image/webp'||p.media==='text/html')return;
var link=document.createElement('a');link.href='#';link.textContent=p.name;
link.addEventListener('click',async function(event){event.preventDefault();
var url=URL.createObjectURL(new Blob([await part(p)],{type:p.media}));
var save=document.createElement('a');save.href=url;save.download=p.name;
document.body.appendChild(save);save.click();save.remove();});
$('files').appendChild(link);$('files').appendChild(document.createTextNode(' '));});
document.body.className='open';}
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
        f"</span><small>{text['note']}</small></div><main><h1>{text['title']}</h1>"
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
