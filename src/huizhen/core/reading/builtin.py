"""temporary while readers arrive"""
from functools import cache
import importlib
from huizhen.core.reading.registry import Registry
L=[("dicom.reader","DicomReader"),("disc","DiscReader"),("slide","SlideReader"),("pdf","PdfReader"),("image","ImageReader"),("ccda.reader","CcdaReader"),("fhir.reader","FhirReader"),("hl7v2.reader","Hl7v2Reader"),("word","WordReader"),("table","TableReader"),("iso","IsoReader"),("archive","ArchiveReader"),("mail","MailReader"),("rtf","RtfReader"),("html","HtmlReader"),("text","TextReader"),("unknown","UnknownReader")]
@cache
def builtin_readers()->Registry:
    out=[]
    for m,c in L:
        try: out.append(getattr(importlib.import_module("huizhen.core.reading."+m),c)())
        except (ImportError,AttributeError) as e: pass
    return Registry(out)
