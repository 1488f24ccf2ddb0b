"""Chinese names that neither a label nor a list announces: within sentences, by familiar address,
in Latin letters; and the ordinary words that look like them."""

from __future__ import annotations

import pytest
from left_open import UNKNOWN, missed

from huizhen.core.preparation.masking.spans import identifier_spans


@pytest.mark.parametrize(
    "source",
    [
        "⟦name:沈嘉木⟧，男，58岁，因腹痛入院。",
        "患者⟦name:沈嘉木⟧诉右上腹隐痛。",
        "今日⟦name:沈嘉木⟧于全麻下行肝切除术。",
        "病人⟦name:冯翊⟧今晨体温37.8℃。",
        "⟦name:冯翊⟧自述近日食欲差。",
        "⟦name:欧阳牧⟧今日拔管。",
        "⟦name:上官云霁⟧术后第三天，恢复可。",
        "⟦name_relative:冯⟧阿姨说药已经吃完。",
        "请⟦name_staff:岑⟧老师看一下片子。",
        "⟦name_staff:岑岳⟧主任查房：继续抗感染。",
        "⟦name_staff:诸葛⟧教授建议行MDT讨论。",
        "和⟦name_staff:滕若溪⟧、⟦name_staff:简宁⟧、⟦name_staff:屠刚⟧讨论后决定手术。",
        "参加人员：⟦name_staff:滕若溪⟧主任、⟦name_staff:简宁⟧副主任医师、⟦name_staff:屠刚⟧住院医师",
        "主管医师 ⟦name_staff:滕若溪⟧",
        "医师签名：⟦name_staff:简宁⟧",
        "其妻⟦name_relative:鲍玉蓉⟧代诉病史。",
        "其妻子叫⟦name_relative:鲍玉蓉⟧，电话13900001111。",
        "我爸叫⟦name:郁建民⟧，今年66岁。",
        "我叫⟦name:郁凯⟧，是患者的儿子。",
        "⟦name:老郁⟧昨天又吐了。",
        "⟦name:小靳⟧，你把16床的血抽了。",
        "⟦name:阿强⟧说伤口还疼。",
        "16床⟦name:郁建民⟧，血压140/90。",
        "16床 ⟦name:郁建民⟧ 血压140/90",
        "⟦name:玛丽亚·加西亚⟧女士来自西班牙。",
        "⟦name:阿卜杜热合曼·买买提⟧，男，维吾尔族。",
        "⟦name:玛丽亚⟧诉头痛。",
        "患者⟦name:彼得罗夫⟧，俄罗斯籍。",
        "患者⟦name:Zhang Weimin⟧，男，60岁。",
        "患者⟦name:Zhāng Wěimín⟧今日出院。",
        "⟦name:ZHANG WEIMIN⟧ 男 60岁",
        "⟦name:陳志豪⟧先生，六十歲，主訴腹痛。",
        "病人⟦name:黃淑芬⟧於今日入院。",
        "主治醫師：⟦name_staff:林冠宇⟧",
        "家屬⟦name_relative:黃俊傑⟧簽署同意書。",
        "关于⟦name:裴元朗⟧会诊的意见",
        "⟦name:裴元朗⟧的CT片已经上传。",
        "谢谢⟦name_staff:曲⟧大夫，谢谢⟦name_staff:苏颖⟧护士。",
        "@⟦name_staff:苏颖⟧ 请把病理借出来。",
        "⟦name_staff:苏颖⟧：收到，明天上午送。",
        "昨日与家属⟦name_relative:裴晓旭⟧沟通病情。",
        "患者之子⟦name_relative:裴晓旭⟧表示理解。",
        "联系人 ⟦name_relative:裴晓旭⟧ 父子",
        "⟦name:裴元朗⟧ M 66 0012345",
        "姓名⟦name:裴元朗⟧性别男年龄66岁",
        "患者姓名为⟦name:牟春生⟧，既往体健。",
        "兹有我院患者⟦name:牟春生⟧，因病情需要转院。",
        "⟦name:牟春生⟧同志：你的检查结果已出。",
        "手术由⟦name_staff:牟平安⟧主刀，⟦name_staff:毕一鸣⟧一助。",
        "⟦name_staff:毕一鸣⟧、⟦name_staff:隋东⟧ 2025-03-01",
        "报告：⟦name_staff:隋东⟧/⟦name_staff:毕一鸣⟧",
        "护士⟦name_staff:隋东梅⟧执行。",
        "由⟦name_staff:隋东梅⟧护送至手术室。",
        "经⟦name_staff:毕一鸣⟧副主任医师同意",
        "转⟦name_staff:毕一鸣⟧医生",
        "⟦name:毕工⟧说机器修好了",
        "⟦name:牟⟧某，男，66岁",
        "⟦name:牟某某⟧，男，66岁",
        "⟦name:牟××⟧，男，66岁",
        "⟦name:牟*生⟧ 男 66岁",
        "老人家姓⟦name:牟⟧，叫⟦name:春生⟧。",
        "⟦name:莫日根⟧，蒙古族，牧民。",
        "⟦name:扎西次仁⟧，男，45岁，藏族。",
        "⟦name:次仁卓玛⟧诉咳嗽三天。",
        "⟦name:古丽娜尔⟧女士，32岁。",
        "⟦name:金正浩⟧，男，韩国籍。",
        "⟦name:佐藤健一⟧先生，日本籍。",
        "⟦name:阮氏红⟧，女，越南籍。",
        "亲爱的⟦name_staff:覃⟧医生：您好！",
        "此致 敬礼\n⟦name:佘慧敏⟧\n2025年3月1日",
        "患者家属：⟦name_relative:佘慧敏⟧（女儿）",
        "授权委托人：⟦name:佘国平⟧ 受托人：⟦name_relative:佘慧敏⟧",
        "⟦name:佘国平⟧夫妇于上周来院。",
        "⟦name:佘国平⟧之女来电咨询。",
        "追问⟦name:佘国平⟧病史，否认肝炎。",
        "嘱⟦name:佘国平⟧禁食水。",
        "予⟦name:佘国平⟧吸氧。",
        "⟦name:佘国平⟧，68岁男性，发现胰头占位2周。",
        "病例：⟦name:佘国平⟧，68岁",
        "陪同者为⟦name_relative:蔚蓝⟧。",
        "下午⟦name_staff:郝⟧主任、⟦name_staff:龙⟧主任查看病人。",
        "⟦name_staff:郝⟧、⟦name_staff:龙⟧两位主任会诊",
    ],
)
def test_names_in_chinese_sentences_and_lists(source: str) -> None:
    assert missed(source, "zh") == []


@pytest.mark.parametrize(
    "source",
    [
        "患者⟦name:Zhang Weimin⟧，男，60岁。",
        "患者⟦name:Zhāng Wěimín⟧今日出院。",
        "⟦name:ZHANG WEIMIN⟧ 男 60岁",
        "病人⟦name:CHAN Pak On⟧，男，六十歲",
        "⟦name:Wong Ka-ming⟧ 女士",
    ],
)
def test_romanised_names_in_chinese_texts(source: str) -> None:
    assert missed(source, "zh") == []


@pytest.mark.parametrize(
    "source",
    [
        "⟦name:Weimin ZHANG⟧, M, 60",
        "Ms ⟦name:LEE Shuk Yee⟧ was seen in clinic.",
        "Operated by ⟦name:Ouyang Haitao⟧ in May.",
        "The scan of ⟦name:Xiaohong Jiang⟧ shows a lesion.",
        "⟦name:Tsai Ming-liang⟧ agreed.",
        "The daughter of ⟦name:Qiu Yanfen⟧ called.",
    ],
)
def test_romanised_names_in_english_texts(source: str) -> None:
    assert missed(source, "en") == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("患者于今日行手术，方案同前，程度较轻，何时出院未定。", "zh"),
        ("高血压、黄疸、白细胞升高，马尾综合征，石膏固定，任何不适随诊。", "zh"),
        ("和家属沟通，由于经济原因，未行化疗；金黄色葡萄球菌阳性。", "zh"),
        ("时间、程序、管道、顾虑、计划、关节、温水、安全、常规、应用。", "zh"),
        ("小便正常，小肠梗阻，老年女性，小时候患麻疹，阿司匹林。", "zh"),
        ("肿块约 4 厘米×3 厘米，厚 2 厘米×厘米。", "zh"),
        ("奥沙利铂联合卡培他滨，贝伐珠单抗，伊马替尼，多西他赛。", "zh"),
        ("家属表示理解，同意手术，要求转院，已签字。", "zh"),
        ("He can long sit. An MRI was taken. Ma Huang was stopped.", "en"),
    ],
)
def test_ordinary_words_stay(text: str, language: str) -> None:
    spans = identifier_spans(text, language, UNKNOWN)
    assert [text[span.start : span.end] for span in spans] == []
