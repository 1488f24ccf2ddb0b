"""Names that no list has, and births, beside roles, kinship, verbs and in cases of a sentence."""

from __future__ import annotations

import pytest
from marked_texts import marked_text

from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.spans import identifier_spans
from huizhen.core.records.known_identifiers import KnownIdentifiers

UNKNOWN = KnownIdentifiers()


def missed(source: str, language: str) -> list[str]:
    """The marked identifiers of which a letter or figure stays."""
    marked = marked_text(source, language)
    spans = identifier_spans(marked.text, language, UNKNOWN)
    covered = {at for span in spans for at in range(span.start, span.end)}
    return [
        marked.text[gold.start : gold.end]
        for gold in marked.gold
        if any(
            marked.text[at].isalnum() and at not in covered for at in range(gold.start, gold.end)
        )
    ]


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("Her granddaughter ⟦name_relative:Wilhelmina Oyelaran⟧ holds power of attorney.", "en"),
        ("Niece ⟦name_relative:Tamsin⟧ rang today.", "en"),
        ("Spoke with ⟦name_relative:Babatunde⟧ (son) on the phone.", "en"),
        ("Mrs ⟦name:Featherstonehaugh⟧ slept well.", "en"),
        ("RN ⟦name_staff:Kowalenko⟧ at bedside.", "en"),
        ("⟦name_staff:T. Ashgrove⟧, ST5", "en"),
        ("Seen by ⟦name_staff:Ashgrove⟧ (SpR).", "en"),
        ("Signed: ⟦name_staff:Oluwaseun Adefarasin, FRCR⟧", "en"),
        ("Bleep ⟦name_staff:Rhiannon⟧ on 2214 if worse.", "en"),
        ("Hi ⟦name_staff:Siobhan⟧, please see Mr ⟦name:Llewellyn-Jenks⟧ today.", "en"),
        ("cc: Mr ⟦name_staff:Bartholomew Tring⟧", "en"),
        ("NOK: ⟦name_relative:Petronella Vance⟧ (sister)", "en"),
        ("⟦name:Jagdeep Randhawa⟧ is a 54-year-old man.", "en"),
        ("⟦name:Randhawa⟧'s scan was reviewed.", "en"),
        ("Handed over to Nurse ⟦name_staff:Okonjo⟧.", "en"),
        ("Accompanied by his carer ⟦name_relative:Dilys⟧", "en"),
        ("Consent taken by ⟦name_staff:Strickland⟧.", "en"),
        ("Emergency contact ⟦name_relative:Marguerite Blanchflower⟧ 07700 900123", "en"),
        ("per Dr. ⟦name_staff:Vandersloot⟧'s instructions", "en"),
        ("Pt's wife (⟦name_relative:Ifeoma⟧) present.", "en"),
        ("⟦name:Lindqvist, Torvald⟧ 12/03/1949 M", "en"),
        ("attending ⟦name_staff:Haverkamp⟧", "en"),
        ("please tell Dr ⟦name_staff:Zhu⟧ and Dr ⟦name_staff:Abiola⟧", "en"),
        ("Rezepte holt Schwiegertochter ⟦name_relative:Ayten Yıldızhan⟧ ab.", "de"),
        ("Enkelin ⟦name_relative:Svea Trommsdorff⟧ ist informiert.", "de"),
        ("Vorsorgebevollmächtigte: ⟦name_relative:Ottilie Quarg⟧", "de"),
        ("Die Nichte, Frau ⟦name_relative:Bärwolff⟧, ruft an.", "de"),
        ("gez. Dr. ⟦name_staff:Nimptsch⟧", "de"),
        ("i. V. ⟦name_staff:Zschornack⟧", "de"),
        ("Untersucher: ⟦name_staff:Zwingenberger⟧ / ⟦name_staff:Kasprzik⟧", "de"),
        ("MTRA ⟦name_staff:Pfitzenmaier⟧", "de"),
        ("OÄ ⟦name_staff:Hrubesch⟧ hinzugezogen.", "de"),
        ("Schw. ⟦name_staff:Jadranka⟧ hat den Verband gewechselt.", "de"),
        ("Pfl. ⟦name_staff:Timucin⟧ informiert.", "de"),
        ("Besprochen mit Koll. ⟦name_staff:Abromeit⟧.", "de"),
        ("⟦name_staff:Wondratschek⟧, Assistenzarzt", "de"),
        ("Hallo ⟦name_staff:Hauke⟧, kannst du Frau ⟦name:Przybylla⟧ übernehmen?", "de"),
        ("Danke, ⟦name_staff:Levke⟧", "de"),
        ("LG ⟦name_staff:Femke⟧", "de"),
        ("Herr ⟦name:Nguyen van Thieu⟧ klagt über Schmerzen.", "de"),
        ("⟦name:Przybylla⟧ hat gut geschlafen.", "de"),
        ("Bei Hr. ⟦name:Zwiebelhofer⟧ Fieber.", "de"),
        ("Fr. ⟦name:Sanftleben⟧ möchte heim.", "de"),
        ("⟦name:Zwiebelhofer, Korbinian⟧, *12.04.1951", "de"),
        ("Kontakt: Sohn ⟦name_relative:Yannic⟧, Tel. 0171 5554433", "de"),
        ("Ihr Mann ⟦name_relative:Detlev⟧ begleitet sie.", "de"),
        ("mit ihrem Lebensgefährten ⟦name_relative:Sören Kjærgaard⟧", "de"),
        ("Betreuerin ⟦name_relative:Rotraud Semmelrogge⟧ zugestimmt", "de"),
        ("Zuw.: Dr. med. univ. ⟦name_staff:Ingomar Kreuzpointner⟧", "de"),
        ("Einsender ⟦name_staff:Schimmelpfennig⟧", "de"),
        ("Diktat ⟦name_staff:Klinkhammer⟧/Schreibkraft ⟦name_staff:Dobberkau⟧", "de"),
        ("Prof. ⟦name_staff:Wohlleben⟧ empfiehlt Resektion.", "de"),
        ("Dienstarzt ⟦name_staff:Obermoser⟧ verständigt", "de"),
        ("Sa petite-fille ⟦name_relative:Anaëlle Kervarrec⟧ est présente.", "fr"),
        ("Personne de confiance : ⟦name_relative:Gwendal Le Floc'h⟧", "fr"),
        ("Vu par ⟦name_staff:Trémoulinas⟧", "fr"),
        ("IDE ⟦name_staff:Maëlys⟧", "fr"),
        ("Interne : ⟦name_staff:Bourhis⟧", "fr"),
        ("M. ⟦name:Quéméneur⟧ se plaint de douleurs.", "fr"),
        ("⟦name:QUÉMÉNEUR Yannick⟧, 61 ans", "fr"),
        ("Dr ⟦name_staff:Zerhouni⟧, CCA", "fr"),
        ("Validé par Dr ⟦name_staff:A. Pouliquen⟧", "fr"),
        ("Bonjour ⟦name_staff:Solenn⟧, peux-tu revoir ce patient ?", "fr"),
        ("Bises, ⟦name_staff:Nolwenn⟧", "fr"),
        ("Son mari ⟦name_relative:Ousmane⟧ l'accompagne.", "fr"),
        ("L'enfant ⟦name:Titouan⟧ a 6 ans.", "fr"),
        ("Manip : ⟦name_staff:Cloarec⟧", "fr"),
        ("Pr ⟦name_staff:Delahousse⟧ d'accord.", "fr"),
        ("appeler Mme ⟦name_relative:Kouyaté⟧ (fille)", "fr"),
        ("Madame ⟦name:Thi Huong Lam⟧ revient ce jour.", "fr"),
        ("Je soussigné Docteur ⟦name_staff:Bokobza⟧ certifie", "fr"),
        ("Su nieta ⟦name_relative:Itziar Goñalons⟧ firma.", "es"),
        ("Acompañante: ⟦name_relative:Yolotzin⟧", "es"),
        ("Visto por ⟦name_staff:Xumetra⟧", "es"),
        ("Enf. ⟦name_staff:Ainhoa⟧", "es"),
        ("Dña. ⟦name:Sagrario Botejara⟧ acude por dolor.", "es"),
        ("Sr. ⟦name:Quispe Mamani⟧ estable.", "es"),
        ("⟦name:QUISPE MAMANI, Wilber⟧ 54 a", "es"),
        ("Cirujano ⟦name_staff:Etxeandia⟧; ayudante ⟦name_staff:Zubizarreta⟧", "es"),
        ("Hablo con su hijo ⟦name_relative:Yeray⟧.", "es"),
        ("Firmado: ⟦name_staff:J. Urdangarin⟧, colegiado 28/1234", "es"),
        ("R3 ⟦name_staff:Bofarull⟧", "es"),
        ("Hola ⟦name_staff:Nekane⟧, te remito a ⟦name:Eufemiano⟧.", "es"),
        ("Gracias, ⟦name_staff:Xisca⟧", "es"),
        ("La Dra. ⟦name_staff:Arizmendiarrieta⟧ recomienda.", "es"),
        ("niño ⟦name:Thiago⟧ de 6 años", "es"),
        ("Esposa: ⟦name_relative:Mirtha⟧ tel 600 123 456", "es"),
        ("Don ⟦name:Hermenegildo⟧ refiere mejoría.", "es"),
        ("Patólogo: ⟦name_staff:Sanfeliú⟧", "es"),
        ("TER ⟦name_staff:Vilallonga⟧", "es"),
        ("Conversado con Dr ⟦name_staff:Huanca⟧", "es"),
        ("Внучка ⟦name_relative:Аглая⟧ в курсе.", "ru"),
        ("Сын больной, ⟦name_relative:Тимур Галиакберов⟧, доставил выписку.", "ru"),
        ("Больная ⟦name:Прохоренкова⟧ жалуется на боли.", "ru"),
        ("Пациенту ⟦name:Сайфутдинову⟧ выполнена операция.", "ru"),
        ("М/с ⟦name_staff:Хабибуллина⟧", "ru"),
        ("Врач: ⟦name_staff:Джугашвили⟧", "ru"),
        ("Оперировал ⟦name_staff:Перепёлкин⟧, ассистент ⟦name_staff:Мкртчян⟧", "ru"),
        ("Консультант ⟦name_staff:Цой⟧", "ru"),
        ("Доцент ⟦name_staff:Кантемиров⟧ рекомендовал", "ru"),
        ("зав. отд. ⟦name_staff:Курбанбаева⟧", "ru"),
        ("⟦name:Бекмурзаев Алихан⟧, 1961 г.р.", "ru"),
        ("Жена - ⟦name_relative:Патимат⟧", "ru"),
        ("⟦name:Н. Прохоренкова⟧", "ru"),
        ("⟦name:Прохоренкова Н.⟧", "ru"),
        ("Здравствуйте, ⟦name_staff:Лейла Рашидовна⟧!", "ru"),
        ("С уважением, ⟦name_staff:Ильдар⟧", "ru"),
        ("Дежурный врач ⟦name_staff:Шихсаидов⟧ осмотрел.", "ru"),
        ("Направил ⟦name_staff:Тер-Оганесян⟧", "ru"),
        ("Лаборант ⟦name_staff:Кызыл-оол⟧", "ru"),
        ("у ⟦name:Прохоренковой⟧ отмечена лихорадка", "ru"),
        ("с дочерью ⟦name_relative:Зульфиёй⟧", "ru"),
        ("Передать ⟦name_staff:Мадине⟧ на пост.", "ru"),
        ("Подпись ⟦name_staff:/Ли Е.В./⟧", "ru"),
        ("Анестезиолог-реаниматолог ⟦name_staff:Пак⟧", "ru"),
        ("Пациентка ⟦name:Ким Людмила⟧", "ru"),
    ],
)
def test_unlisted_names(source: str, language: str) -> None:
    assert missed(source, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Auf Wunsch der Angehörigen. Leider keine Besserung. Herzlich willkommen.", "de"),
        ("Gewichtsverlust von 8 kg. Seit einer Woche Fieber. Rezeptor 80, Indikator 3.", "de"),
        ("Infusionen nach Ringer, Symptom Courvoisier positiv, Wache Patientin.", "de"),
        ("Анализов нет. Хрипов нет. Билирубина больше нормы, Лимфоузлов увеличенных нет.", "ru"),
        ("Раствор Рингера, проба Ромберга, прием Кохера, T2N1M0.", "ru"),
        ("Crohn's disease, Hodgkin's lymphoma, patient's wishes, Women's health.", "en"),
        ("La familia solicita informe; consultado con el paciente.", "es"),
        ("Informé ce jour, avec le patient, avis du spécialiste.", "fr"),
    ],
)
def test_words_beside_them_stay(text: str, language: str) -> None:
    spans = identifier_spans(text, language, UNKNOWN)
    assert [text[span.start : span.end] for span in spans] == []


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("DOB ⟦birth_date:18-Mar-56⟧", "en"),
        ("born ⟦birth_date:18th of March, 1956⟧", "en"),
        ("b. ⟦birth_date:1956⟧", "en"),
        ("Birthdate: ⟦birth_date:March 18 '56⟧", "en"),
        ("his birthday is ⟦birth_date:18 March⟧", "en"),
        ("(⟦birth_date:03/18/56⟧, F)", "en"),
        ("YOB ⟦birth_date:1956⟧", "en"),
        ("D.O.B ⟦birth_date:18 03 1956⟧", "en"),
        ("Randhawa (⟦birth_date:18/03/1956⟧) seen", "en"),
        ("geb. am ⟦birth_date:18. März 56⟧", "de"),
        ("Jg. ⟦birth_date:56⟧", "de"),
        ("Jahrgang ⟦birth_date:1956⟧", "de"),
        ("*⟦birth_date:18.3.1956⟧", "de"),
        ("Geburtsdatum ⟦birth_date:18031956⟧", "de"),
        ("Trautwein, Ekkehard (⟦birth_date:1956⟧)", "de"),
        ("feiert am ⟦birth_date:18. März⟧ ihren 70. Geburtstag", "de"),
        ("geboren im ⟦birth_date:März 1956⟧ in Gera", "de"),
        ("GD: ⟦birth_date:18.03.56⟧", "de"),
        ("Trautwein, m, ⟦birth_date:18.03.1956⟧, PatID 44109", "de"),
        ("Patient ⟦birth_date:1956⟧ geboren", "de"),
        ("né le ⟦birth_date:1er mars 56⟧", "fr"),
        ("née en ⟦birth_date:1956⟧", "fr"),
        ("DDN ⟦birth_date:18.03.56⟧", "fr"),
        ("Quéméneur (⟦birth_date:18/03/1956⟧)", "fr"),
        ("né(e) le : ⟦birth_date:18 / 03 / 1956⟧", "fr"),
        ("née un ⟦birth_date:18 mars⟧", "fr"),
        ("date naiss ⟦birth_date:180356⟧", "fr"),
        ("M. Quéméneur, ⟦birth_date:1956⟧, marié", "fr"),
        ("classe ⟦birth_date:56⟧", "fr"),
        ("nacida el ⟦birth_date:18 de marzo del 56⟧", "es"),
        ("F.Nac ⟦birth_date:18-03-56⟧", "es"),
        ("nació un ⟦birth_date:18 de marzo de 1956⟧ en Loja", "es"),
        ("Varón (⟦birth_date:18/03/1956⟧)", "es"),
        ("⟦birth_date:18/III/1956⟧ fecha nac.", "es"),
        ("quinta del ⟦birth_date:56⟧", "es"),
        ("nacido en ⟦birth_date:marzo de 1956⟧", "es"),
        ("cumple años el ⟦birth_date:18 de marzo⟧", "es"),
        ("natural de Loja, ⟦birth_date:1956⟧, casada", "es"),
        ("FN:⟦birth_date:18.3.56⟧", "es"),
        ("Edad: 69 (⟦birth_date:18/03/56⟧)", "es"),
        ("nacido el ⟦birth_date:dieciocho de marzo de mil novecientos cincuenta y seis⟧", "es"),
        ("Черемисинов А.Л., ⟦birth_date:17.02.1949⟧", "ru"),
        ("Женщина ⟦birth_date:1961⟧ года рождения", "ru"),
        ("мужчина, ⟦birth_date:49⟧ г.р.", "ru"),
        ("дата рожд. ⟦birth_date:17/02/49⟧", "ru"),
        ("Больная ⟦birth_date:17.II.1949⟧ рожд.", "ru"),
        ("Д.Р.: ⟦birth_date:17.02.1949⟧г.", "ru"),
        ("рождён в ⟦birth_date:феврале 1949⟧ г.", "ru"),
        ("Возраст 76 (⟦birth_date:17.02.49⟧)", "ru"),
        ("пациент (⟦birth_date:17.02.1949⟧)", "ru"),
        ("отмечает день рождения ⟦birth_date:8 марта⟧", "ru"),
        ("Черемисинов Аристарх Львович ⟦birth_date:17-02-1949⟧ полис", "ru"),
        ("ДР ⟦birth_date:170249⟧", "ru"),
        ("м, ⟦birth_date:1949-02-17⟧, ИБ 4410", "ru"),
        ("患者沈嘉木，⟦birth_date:1956年3月⟧生，", "zh"),
        ("沈嘉木 男 ⟦birth_date:1956-03-18⟧", "zh"),
        ("出生年月 ⟦birth_date:1956.3⟧", "zh"),
        ("生于⟦birth_date:一九五六年三月十八日⟧", "zh"),
        ("沈嘉木（⟦birth_date:1956.3.18⟧）", "zh"),
        ("属猴，农历⟦birth_date:五六年三月初八⟧生", "zh"),
        ("我爸是⟦birth_date:56年⟧的，", "zh"),
        ("⟦birth_date:1956年⟧出生于浙江", "zh"),
        ("⟦birth_date:56年3月⟧生人", "zh"),
        ("民國⟦birth_date:45年3月18日⟧出生", "zh"),
        ("生日：⟦birth_date:3月18日⟧", "zh"),
        ("出生日期⟦birth_date:19560318⟧", "zh"),
        ("患者，男，⟦birth_date:1956/3/18⟧，住院号", "zh"),
        ("她今年69岁，⟦birth_date:1956年⟧的", "zh"),
        ("身份证生日⟦birth_date:1956-03-18⟧", "zh"),
        ("西元⟦birth_date:1956年3月18日⟧生", "zh"),
    ],
)
def test_births_in_any_words(source: str, language: str) -> None:
    assert missed(source, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Appendectomy (12/03/2001), patient (see above), CT 03/18/56 of 60 slices", "en"),
        ("患者（2019年3月）复查，CT是2019年的，肿块3月18日缩小。", "zh"),
        ("Операция (12.03.2001), больной (см. выше), в феврале 2019 рецидив.", "ru"),
        ("Paciente (ver informe), cirugía 12/03/2001, clase II.", "es"),
    ],
)
def test_other_dates_stay(text: str, language: str) -> None:
    spans = identifier_spans(text, language, UNKNOWN)
    assert [text[span.start : span.end] for span in spans] == []


@pytest.mark.parametrize("word", ["светлане", "перепелкин", "мкртчян"])
def test_a_case_of_a_name_is_no_word(word: str) -> None:
    assert not is_ordinary(word)


@pytest.mark.parametrize("word", ["анализов", "билирубина", "метастазов", "гемоглобином"])
def test_a_case_of_a_word_is_no_surname(word: str) -> None:
    assert is_ordinary(word)
