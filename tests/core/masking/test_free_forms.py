"""Identifiers of free text that no list holds: numbers, addresses, telephones, names by form."""

from __future__ import annotations

import pytest
from left_open import UNKNOWN, missed

from huizhen.core.preparation.masking.spans import identifier_spans


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("⟦name:TRAUTWEIN Ekkehard⟧ ⟦id:36 4471 90⟧", "de"),
        ("⟦id:LB 559 201 77⟧ ⟦name:Zyntara Quellwick⟧", "en"),
        ("Präparat ⟦id:21.H.3308⟧ und ⟦id:19B4410⟧, Ausweis ⟦id:C4F288KLT⟧", "de"),
        ("病理 ⟦id:H24 11902⟧", "zh"),
        ("Seen with slides ⟦id:S31-07715⟧ and ⟦id:H/2031/456⟧.", "en"),
        ("Ordered as ⟦id:20310412-5518⟧ yesterday", "en"),
        ("Claim no. ⟦id:77 4410 92⟧ and Grp # ⟦id:AX-55102⟧", "en"),
        ("Tgb.-Nr. ⟦id:55120/31⟧, Eingangsnr.: ⟦id:771045⟧", "de"),
        ("Aufnahmenr. ⟦id:3100457⟧", "de"),
        ("N° de séjour interne : ⟦id:5512094⟧, contrat ⟦id:771204-C⟧", "fr"),
        ("ИБ № ⟦id:50617⟧, медкарта стационарная № ⟦id:61822⟧", "ru"),
        ("паспорт: ⟦id:серия 41 07 номер 551204⟧", "ru"),
        ("病理会诊号⟦id:31-05512⟧，放疗登记号：⟦id:551204⟧", "zh"),
        ("Número de solicitud interna: ⟦id:551-20473⟧", "es"),
    ],
)
def test_numbers_with_unusual_labels_or_none(source: str, language: str) -> None:
    assert missed(source, language) == []


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("She lives at ⟦address:Rose Cottage, 4 Mill Lane⟧ with her son.", "en"),
        ("Contact via ⟦address:118 Old Quarry Rise⟧, please", "en"),
        ("Wohnhaft ⟦address:Kirschgrund 7⟧, 01234 Musterstadt", "de"),
        ("Er wohnt ⟦address:Obere Zeile 12a⟧.", "de"),
        ("demeurant ⟦address:14 bis venelle du Puits⟧, 29000 Quimper", "fr"),
        ("проживает по адресу: ⟦address:г. Тверь, Садовый пер., д. 7, корп. 2, кв. 18⟧", "ru"),
        ("家住⟦address:青石镇柳林村7组⟧，务农。", "zh"),
        ("现住址：⟦address:和平区长乐路18弄6号楼2单元301室⟧", "zh"),
        ("Reside en ⟦address:Costanilla del Pozo 7, 2º B⟧ con su hija.", "es"),
    ],
)
def test_addresses_in_running_text(source: str, language: str) -> None:
    assert missed(source, language) == []


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("☎ ⟦phone:(617) 555-0142 ext. 33⟧", "en"),
        ("erreichbar unter ⟦phone:0351 / 44 71 20 - 15⟧", "de"),
        ("моб. ⟦phone:8 912 555 01 42⟧", "ru"),
        ("家属手机⟦phone:139 0000 1234⟧", "zh"),
    ],
)
def test_telephones(source: str, language: str) -> None:
    assert missed(source, language) == []


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("⟦name:Zyntara Quellwick⟧ | ⟦birth_date:Mar 4, 1961⟧ | F | ⟦id:S31-07715⟧", "en"),
        ("⟦name:QUELLWICK⟧\n⟦name:Zyntara⟧\n⟦birth_date:04.03.1961⟧\n⟦id:771204-C⟧", "fr"),
        ("⟦id:20310412-5518⟧ ⟦name:Quellwick Zyntara⟧ ⟦birth_date:04.03.1961⟧ W", "de"),
        ("Auftrag ⟦id:20310412-55⟧ ⟦name:Quellwick Zyntara⟧ ⟦birth_date:04.03.1961⟧", "de"),
        ("Nom\nPrénom\nNé(e) le\n⟦name:QUELLWICK⟧\n⟦name:Zyntara⟧\n⟦birth_date:04.03.1961⟧", "fr"),
        ("Nom|Né(e) le|Lit\n---|---|---\n⟦name:Zyntara⟧|⟦birth_date:04.03.1961⟧|4", "fr"),
        ("Name ⟦name:Quellwick⟧ Vorname ⟦name:Zyntara⟧", "de"),
        ("Отмечено: ⟦name:Зинтара Квелькова⟧ жалоб не имеет.", "ru"),
        ("主刀：⟦name_staff:诸葛晴川⟧，⟦name:田雨薇⟧，女，56岁。", "zh"),
        ("请示⟦name_staff:张⟧主任后出院。", "zh"),
    ],
)  # fmt: skip
def test_names_and_births_without_labels(source: str, language: str) -> None:
    assert missed(source, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("NCT01234567, copies 1000000 copies/ml, seen 12.03.1998, CT 2019-02-03.", "en"),
        ("CEA: 12345 ng/ml. WBC 12000. Dose 5000 units. HPV: 16/18. BP: 120/80.", "en"),
        ("HGVS: p.E746_A750del, c.2235_2249del; rs1234567; chr7:140453136", "en"),
        ("Z. n. Appendektomie 12.03.1998, Sectio 05.06.2001. Leukozyten 12.500/µl.", "de"),
        ("Lot-Nr. 448812. ICD-10: C34.1, OPS 5-324.71, ICD-O M8140/3.", "de"),
        ("Гемоглобин 120 г/л, резекция 12.03.2001, приказ № 1234н.", "ru"),
        ("Mr B. 120 80, Hb 9 10 11, 24 h 1500 ml, B12 450, 10 000 000 IU.", "en"),
        ("白细胞 12500，血小板 250000，夏季咳嗽。", "zh"),
    ],
)
def test_measures_codes_and_clinical_dates_stay(text: str, language: str) -> None:
    spans = identifier_spans(text, language, UNKNOWN)
    assert [text[span.start : span.end] for span in spans] == []


@pytest.mark.parametrize("text", ["BMS-986165 was paused.", "TAK-100200"])
def test_a_code_of_a_drug_is_no_postcode(text: str) -> None:
    spans = identifier_spans(text, "en", UNKNOWN)
    assert [one for one in spans if one.kind in ("postcode", "place")] == []


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("Address:\n⟦address:14 Rosebery Close⟧\n⟦address:Leeds⟧\n⟦address:LS8 2AB⟧", "en"),
        ("⟦address:Lange Reihe 7, 26725 Emden⟧", "de"),
        ("vit au ⟦address:3e étage, immeuble Chidiac, rue Monot⟧.", "fr"),
        ("vive en ⟦address:la finca El Rosal, vereda San Juan⟧.", "es"),
    ],
)
def test_addresses_as_a_whole(source: str, language: str) -> None:
    assert missed(source, language) == []
