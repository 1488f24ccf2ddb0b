"""Digestive tumours: liver metastases, peritoneal cancer index, HER2, mismatch repair."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    Needs,
    Outcome,
    Said,
    Score,
    count,
    counts,
    number,
    one,
    said,
    yes_no,
)
from huizhen.core.scores.numbers import rounded


def fong(node_pos: bool, dfi_lt12m: bool, n_mets: int, cea: Decimal, max_cm: Decimal) -> Outcome:
    """Clinical risk score of colorectal liver metastases (Fong 1999), a point each: node-positive
    primary, disease-free interval <12 months, >1 metastasis, CEA >200 ng/mL, largest >5 cm."""
    score = sum((node_pos, dfi_lt12m, n_mets > 1, cea > 200, max_cm > 5))
    group = "low" if score <= 2 else "high"
    band = said("low risk", "低危") if group == "low" else said("high risk", "高危")
    return Outcome(values={"score": score, "group": group}, band=band)


def tumour_burden(max_cm: Decimal, n: int) -> Outcome:
    """Tumour burden score: root of (largest in cm squared + number squared) (Sasaki 2018); zone 1
    below 3, 2 below 9, 3 from 9."""
    square = max_cm**2 + Decimal(n) ** 2
    zone = 1 if square < 9 else 2 if square < 81 else 3
    return Outcome(
        values={"score": rounded(square.sqrt(), 2), "zone": zone},
        band=said(f"zone {zone}", f"{zone}区"),
    )


def peritoneal_index(sizes: tuple[int, ...]) -> Outcome:
    """Peritoneal cancer index, 0-39 (Sugarbaker): lesion size 0-3 in each of 13 regions."""
    return Outcome(values={"pci": sum(sizes)})


def gastric_her2(ihc: str, fish_ratio: Decimal | None) -> Outcome:
    """HER2 of gastric cancer (ToGA, CAP): positive when IHC 3+, or 2+ with HER2/CEP17 >= 2.0."""
    if ihc == "2+" and fish_ratio is None:
        raise Needs("fish_ratio")
    is_positive = ihc == "3+" or (ihc == "2+" and fish_ratio is not None and fish_ratio >= 2)
    band = said("positive", "阳性") if is_positive else said("negative", "阴性")
    return Outcome(values={"her2": band.en}, band=band)


_PROTEINS = ("mlh1", "pms2", "msh2", "msh6")
_BRAF = said("loss of MLH1/PMS2: BRAF V600E or MLH1 methylation next; otherwise germline testing",
             "MLH1/PMS2缺失：建议BRAF V600E或MLH1甲基化检测，否则行胚系检测")  # fmt: skip
_GERMLINE = said("germline testing next", "建议胚系检测")


def mismatch_repair(
    mlh1: str | None, pms2: str | None, msh2: str | None, msh6: str | None
) -> Outcome:
    """dMMR when any of MLH1, PMS2, MSH2, MSH6 is lost; pMMR only when all four are retained."""
    proteins = dict(zip(_PROTEINS, (mlh1, pms2, msh2, msh6), strict=True))
    lost = [name for name, state in proteins.items() if state == "lost"]
    if lost:
        next_step: Said = _BRAF if {"mlh1", "pms2"} & set(lost) else _GERMLINE
        band = said("mismatch repair deficient", "错配修复缺陷（dMMR）")
        return Outcome(values={"mmr": "dMMR"}, band=band, notes=(next_step,))
    silent = [name for name, state in proteins.items() if state is None]
    if silent:
        raise Needs(*silent)
    return Outcome(values={"mmr": "pMMR"}, band=said("proficient", "错配修复完整（pMMR）"))


def microsatellites(unstable_loci: int | None, ngs: str | None) -> Outcome:
    """MSI-H when 2 or more of the 5 loci are unstable, MSS when none; or the call of the NGS."""
    if ngs is not None:
        call = ngs
    else:
        loci = unstable_loci or 0
        call = "MSI-H" if loci >= 2 else "MSI-L" if loci == 1 else "MSS"
    in_chinese = {"MSI-H": "微卫星高度不稳定", "MSI-L": "微卫星低度不稳定", "MSS": "微卫星稳定"}
    return Outcome(values={"msi": call}, band=said(call, f"{in_chinese[call]}（{call}）"))


_MAX = number("max_cm", "largest metastasis", "最大转移灶直径", "size_cm", cuts="5", positive=True)
_RETAINED = {"retained": "表达", "lost": "缺失"}
_REGIONS = counts("sizes", "lesion size 0-3 in each of the 13 regions",
                  "13个区域的病灶大小评分（0～3）", 0, 3, 13)  # fmt: skip
_PCI_REVIEW = said(
    "usual limits for cytoreduction (gastric 6-7, colorectal 17-20) are from memory",
    "减瘤手术常用界值（胃癌6～7，结直肠癌17～20）凭记忆录入，待临床审核",
)


def _peritoneal(id_: str, name: str) -> Score:
    return Score(
        id=id_, name=name, title=said("Peritoneal cancer index", "腹膜癌指数（PCI）"),
        inputs=(_REGIONS,), formula=peritoneal_index, source="Sugarbaker",
        edition="PCI, 13 regions: 0 none, 1 to 0.5, 2 to 5, 3 above 5 cm or confluent",
        confidence="B", specialties=("gio", "rar"), review=_PCI_REVIEW,
    )  # fmt: skip


SCORES = (
    Score(
        id="I03", name="fong",
        title=said("Clinical risk score (Fong)", "肝转移临床风险评分（Fong）"),
        inputs=(
            yes_no("node_pos", "node-positive primary", "原发灶淋巴结阳性"),
            yes_no("dfi_lt12m", "disease-free interval below 12 months", "无病间期＜12个月"),
            count("n_mets", "number of liver metastases", "肝转移灶数目", 1, 99),
            number("cea", "CEA", "癌胚抗原（CEA）", "nanogram", cuts="200"),
            _MAX,
        ),
        formula=fong, source="Fong 1999", edition="Fong 1999", confidence="B",
        specialties=("hpb", "gio"),
    ),
    Score(
        id="I04", name="tumour-burden", title=said("Tumour burden score", "肿瘤负荷评分（TBS）"),
        inputs=(number("max_cm", "largest metastasis", "最大转移灶直径", "size_cm", positive=True),
                count("n", "number of metastases", "转移灶数目", 1, 99)),
        formula=tumour_burden, source="Sasaki 2018", edition="TBS 2018", confidence="B",
        specialties=("hpb", "gio"),
    ),
    _peritoneal("I07", "pci"),
    Score(
        id="I08", name="gastric-her2", title=said("HER2 of gastric cancer", "胃癌HER2判定"),
        inputs=(
            one("ihc", "HER2 immunohistochemistry", "HER2免疫组化",
                {"0": "0", "1+": "1+", "2+": "2+", "3+": "3+"}),
            number("fish_ratio", "HER2/CEP17 ratio", "FISH HER2/CEP17比值", "lab_ratio", cuts="2",
                   required=False),
        ),
        formula=gastric_her2, source="ToGA; CAP", edition="gastric criteria", confidence="B",
        specialties=("gio",),
        cautions=(said("the gastric pattern, not the breast one; 'HER2-low' is no gastric category",
                       "采用胃癌判读标准，非乳腺癌标准；胃癌无“HER2低表达”分类"),),
    ),
    Score(
        id="I09a", name="mmr", title=said("Mismatch repair (IHC)", "错配修复蛋白（免疫组化）"),
        inputs=tuple(one(name, name.upper(), name.upper(), _RETAINED, required=False)
                     for name in _PROTEINS),
        formula=mismatch_repair, source="CAP", edition="four proteins", confidence="B",
        specialties=("gio",),
    ),
    Score(
        id="I09b", name="msi", title=said("Microsatellite instability", "微卫星不稳定性（MSI）"),
        inputs=(
            count("unstable_loci", "unstable loci of 5", "不稳定位点数（共5个）", 0, 5),
            one("ngs", "call of the NGS", "NGS结论",
                {"MSI-H": "微卫星高度不稳定", "MSI-L": "微卫星低度不稳定", "MSS": "微卫星稳定"}),
        ),
        one_of=(("unstable_loci", "ngs"),),
        formula=microsatellites, source="CAP", edition="five loci or NGS", confidence="B",
        specialties=("gio",),
    ),
    _peritoneal("R08", "pci-rare"),
)  # fmt: skip
