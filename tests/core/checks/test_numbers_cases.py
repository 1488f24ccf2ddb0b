"""Clinical pairs with their wrong versions: each wrong one blocks, each right one is silent."""

from __future__ import annotations

import pytest
from number_reading import blocks, told

CASES: list[tuple[str, str, list[str]]] = [
    # English, Chinese, wrong Chinese
    (
        "Creatinine 1.23 mg/dL, urea 28 mg/dL.",
        "肌酐1.23 mg/dL，尿素28 mg/dL。",
        [
            "肌酐12.3 mg/dL，尿素28 mg/dL。",
            "肌酐1.32 mg/dL，尿素28 mg/dL。",
            "肌酐1.23 mg/dL，尿素82 mg/dL。",
        ],
    ),
    ("A dozen groups were compared.", "共比较了12组。", ["共比较了两组。", "两组比较。"]),
    (
        "The genome has 26 to 32 kilobases.",
        "基因组含2.6至3.2万个碱基。",
        ["基因组含3.6至3.2万个碱基。", "基因组含26至32万个碱基。"],
    ),
    (
        "Age groups: < 5 years, 5-17 years, 18-64 years.",
        "年龄组：<5岁、5-17岁、18-64岁。",
        ["年龄组：<5岁、17岁、18-64岁。", "年龄组：<5岁、5-17岁、18-46岁。"],
    ),
    (
        "Bone (21/38, 55.3%) and pain (19/38, 50.0%).",
        "骨骼（21/38，55.3%）和疼痛（19/38，50.0%）。",
        [
            "骨骼（21/38，53.5%）和疼痛（19/38，50.0%）。",
            "骨骼（21/83，55.3%）和疼痛（19/38，50.0%）。",
        ],
    ),
    (
        "Twenty lymph nodes were examined; 3/20 were positive.",
        "共检出淋巴结20枚，其中3枚阳性（3/20）。",
        [
            "共检出淋巴结20枚，其中3枚阳性（3/25）。",
            "共检出淋巴结20枚，其中5枚阳性（3/20）。",
            "共检出淋巴结25枚，其中3枚阳性（3/20）。",
        ],
    ),
    ("Scores of -6.214 and -12.79.", "得分-6.214和-12.79。", ["得分-6.241和-12.79。"]),
    (
        "A cost of $300+ billion.",
        "费用3,000多亿美元。",
        ["费用300多亿美元。", "费用3,000多万美元。"],
    ),
    ("Bosniak IIF cyst of the kidney.", "肾囊肿，Bosniak ⅡF类。", ["肾囊肿，Bosniak Ⅲ类。"]),
    ("It has been used for thousands of years.", "它已使用数千年。", ["它已使用300年。"]),
    ("Platelets 150,000/µL.", "血小板150×10⁹/L。", ["血小板15×10⁹/L。", "血小板150×10⁶/L。"]),
    ("WBC 6.2 x 10^9/L", "白细胞6.2×10⁹/L", ["白细胞6.2×10¹²/L", "白细胞62×10⁹/L"]),
    ("PLT 1.5 lakh/cumm", "血小板15万/μL", ["血小板1.5万/μL", "血小板150万/μL"]),
    ("WBC 8.6 K/µL", "白细胞8.6×10^9/L", ["白细胞8.6×10^6/L", "白细胞6.8×10^9/L"]),
    (
        "Haemoglobin fell from 120 to 85 g/L over two weeks.",
        "血红蛋白两周内由120降至85 g/L。",
        [
            "血红蛋白三周内由120降至85 g/L。",
            "血红蛋白两周内由120降至58 g/L。",
            "血红蛋白两周内由85降至120 g/L。",
        ],
    ),
    (
        "Take 1 to 2 tablets every 6 hours.",
        "每6小时服1至2片。",
        ["每6小时服12片。", "每8小时服1至2片。", "每6小时服2片。"],
    ),
    ("Take half a tablet in the morning.", "早晨服半片。", ["早晨服1片。", "早晨服两片。"]),
    (
        "One and a half tablets daily for 10 days",
        "每日一片半，连服十天",
        ["每日两片半，连服十天", "每日一片半，连服二十天"],
    ),
    ("Dose reduced by 25%.", "剂量减少25%。", ["剂量减少25。", "剂量减少2.5%。", "剂量减少52%。"]),
    ("a twofold increase in ALT", "ALT升高至2倍", ["ALT升高至3倍", "ALT升高至20倍"]),
    (
        "AFP had tripled within three months.",
        "三个月内AFP升至原来的三倍。",
        ["四个月内AFP升至原来的三倍。", "三个月内AFP升至原来的五倍。"],
    ),
    ("two-thirds of the liver", "肝脏的三分之二", ["肝脏的三分之一", "肝脏的四分之二"]),
    ("one in five patients", "五分之一的患者", ["六分之一的患者"]),
    ("a quarter of the patients relapsed", "四分之一的患者复发", ["五分之一的患者复发"]),
    (
        "3 of 15 nodes were positive (3/15).",
        "15枚淋巴结中3枚阳性（3/15）。",
        ["15枚淋巴结中8枚阳性（3/15）。", "25枚淋巴结中3枚阳性（3/15）。"],
    ),
    ("Alcohol 3.5‰", "酒精浓度千分之三点五", ["酒精浓度百分之三点五", "酒精浓度千分之五点三"]),
    (
        "an incidence of 12 per 100,000",
        "发病率为每10万人12例",
        ["发病率为每1万人12例", "发病率为每10万人21例"],
    ),
    ("4.7 million people", "470万人", ["47万人", "4.7万人", "740万人"]),
    ("about 1.2 billion", "约12亿", ["约1.2亿", "约120亿"]),
    ("three thousand five hundred cells", "三千五百个细胞", ["三万五千个细胞", "五千三百个细胞"]),
    ("a cost of 2 crore rupees", "费用为2000万卢比", ["费用为200万卢比"]),
    ("T-score -2.5 at the hip", "髋部T值-2.5", ["髋部T值-5.2", "髋部T值为2.5分，正常"]),
    (
        "BP 128/76 mmHg, pulse 78",
        "血压128/76 mmHg，脉搏78次/分",
        ["血压126/78 mmHg，脉搏78次/分", "血压128/67 mmHg，脉搏78次/分"],
    ),
    (
        "Ki-67 20%, ER 90%, HER2 (2+)",
        "Ki-67 20%，ER 90%，HER2（2+）",
        ["Ki-67 2%，ER 90%，HER2（2+）", "Ki-67 20%，ER 90%，HER2（3+）"],
    ),
    (
        "CD34 positive, CD117 positive",
        "CD34阳性，CD117阳性",
        ["CD43阳性，CD117阳性", "CD34阳性，CD171阳性"],
    ),
    ("IL-6 was 45 pg/mL", "白细胞介素6为45 pg/mL", ["白细胞介素8为45 pg/mL", "IL-8为45 pg/mL"]),
    (
        "CA19-9 388 U/mL",
        "糖类抗原19-9 388 U/mL",
        ["CA19-9 338 U/mL", "CA19-5 388 U/mL", "糖类抗原12-5 388 U/mL"],
    ),
    ("HER2-negative disease", "人表皮生长因子受体2阴性", ["人表皮生长因子受体1阴性"]),
    ("treated with 5-FU", "接受5-氟尿嘧啶治疗", ["接受6-氟尿嘧啶治疗"]),
    ("vitamin B12 250 pg/mL", "维生素B12 250 pg/mL", ["维生素B1 250 pg/mL", "维生素B12 205 pg/mL"]),
    ("a G6PD deficiency", "G6PD缺乏症", ["G5PD缺乏症"]),
    (
        "infection with influenza A(H1N1)",
        "甲型H1N1流感感染",
        ["甲型H3N1流感感染", "甲型H5N1流感感染"],
    ),
    (
        "KRAS G12D mutation in exon 2",
        "KRAS第2外显子G12D突变",
        ["KRAS第3外显子G12D突变", "KRAS第2外显子G13D突变"],
    ),
    ("A 45-year-old woman", "45岁女性", ["54岁女性"]),
    ("an 18-month-old boy", "1岁半男孩", ["2岁半男孩", "8月龄男孩"]),
    (
        "She is in her second week of treatment, cycle 3 of 6.",
        "她处于治疗第二周，6个周期中的第3个周期。",
        ["她处于治疗第三周，6个周期中的第3个周期。", "她处于治疗第二周，6个周期中的第5个周期。"],
    ),
    ("third-line therapy", "三线治疗", ["二线治疗", "四线治疗"]),
    (
        "follow-up at 6, 12 and 24 months",
        "于6、12和24个月随访",
        ["于6、12和42个月随访", "于6、12个月随访"],
    ),
    ("survival of 21 days", "存活3周", ["存活2周"]),
    ("48 hours after surgery", "术后2天", ["术后3天"]),
    ("half a year later", "6个月后", ["9个月后"]),
    ("between 3 and 5 lesions", "3～5个病灶", ["3～6个病灶", "35个病灶"]),
    ("three to four times a day", "每日三四次", ["每日三五次", "每日两三次"]),
    ("aged 18-75 years", "年龄18至75岁", ["年龄18至57岁", "年龄81至75岁", "年龄18岁"]),
    ("a titre of 1:80", "滴度1:80", ["滴度1:8", "滴度1:160"]),
    ("factor VIII activity 40%", "Ⅷ因子活性40%", ["Ⅶ因子活性40%", "Ⅷ因子活性4%"]),
    ("type II diabetes for 12 years", "2型糖尿病12年", ["1型糖尿病12年", "2型糖尿病22年"]),
    ("COVID-19 pneumonia in 2021", "2021年新冠肺炎", ["2012年新冠肺炎", "2022年新冠肺炎"]),
    (
        "Two lesions, 2.1 cm and 0.8 cm",
        "两处病灶，2.1 cm及0.8 cm",
        ["三处病灶，2.1 cm及0.8 cm", "两处病灶，2.1 cm及8 cm"],
    ),
    (
        "twenty-five milligrams twice weekly",
        "每周两次，每次25毫克",
        ["每周两次，每次二十毫克", "每周三次，每次25毫克"],
    ),
    (
        "He smokes 20 cigarettes a day, 30 pack-years.",
        "每日吸烟20支，30包年。",
        ["每日吸烟20支，3包年。", "每日吸烟2支，30包年。"],
    ),
    (
        "90% of patients (45/50) responded",
        "90%的患者（45/50）有效",
        ["90%的患者（40/50）有效", "九成五的患者（45/50）有效"],
    ),
    (
        "PD-L1 TPS 50%, PD-1 inhibitor",
        "PD-L1 TPS 50%，PD-1抑制剂",
        ["PD-L1 TPS 5%，PD-1抑制剂", "PD-L2 TPS 50%，PD-1抑制剂"],
    ),
    (
        "Repeat CT in 3 months.",
        "3个月后复查CT。",
        ["6个月后复查CT。", "13个月后复查CT。", "复查CT。"],
    ),
    (
        "Total dose 50.4 Gy in 28 fractions",
        "总剂量50.4 Gy/28次",
        ["总剂量54.0 Gy/28次", "总剂量50.4 Gy/38次"],
    ),
    (
        "12 patients relapsed and seven died.",
        "12例复发，7例死亡。",
        ["12例复发，9例死亡。", "21例复发，7例死亡。"],
    ),
    ("a hundred metres", "一百米", ["一千米"]),
    ("10*9/L is the unit: 3.1 10*9/L", "单位为10⁹/L：3.1×10⁹/L", ["单位为10⁹/L：3.7×10⁹/L"]),
    (
        "Twelve of the fourteen children",
        "14名儿童中的12名",
        ["14名儿童中的13名", "40名儿童中的12名"],
    ),
    ("six-fold", "六倍", ["五倍"]),
    (
        "0.5 mg orally once daily",
        "口服0.5 mg，每日一次",
        ["口服5 mg，每日一次", "口服0.05 mg，每日一次"],
    ),
    ("five per cent", "百分之五", ["百分之十五", "千分之五"]),
    ("eighty percent", "八成", ["七成"]),
    ("nine months of age", "9月龄", ["6月龄"]),
    ("12-lead ECG", "十二导联心电图", ["十八导联心电图"]),
    ("15 years", "十五年", ["五十年", "十年"]),
    ("a dose of 1000 IU", "剂量1,000 IU", ["剂量1.000 IU", "剂量10,000 IU"]),
    ("He had 2.5 litres drained", "引流２．５升", ["引流25升", "引流２．６升"]),
    ("105 cases", "一百零五例", ["一百五十例", "一千零五例"]),
    ("the fourth ventricle", "第四脑室", ["第三脑室"]),
]


@pytest.mark.parametrize(("english", "chinese", "wrong"), CASES, ids=[c[0][:30] for c in CASES])
def test_a_right_translation_is_silent_and_a_wrong_one_blocks(
    english: str, chinese: str, wrong: list[str]
) -> None:
    assert not told(english, chinese)
    assert not told(chinese, english, "zh", "en")
    for other in wrong:
        assert blocks(english, other), other
        assert blocks(other, english, "zh", "en"), other
