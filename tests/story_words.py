"""What the people of the story write, and the paper that one of them signs."""

from __future__ import annotations

from pathlib import Path

BEGINNING = "2026-05-20T07:00:00+00:00"
PATIENT, PHYSICIAN = "erika@home.example", "max@practice.example"
FILES = (
    "01_Entlassungsbrief_2026-04-10.pdf",
    "02_CT_report_2026-03-12.pdf",
    "04_patient_summary.xml",
    "05_Labor_kumulativ.pdf",
)
STILL = "#jobs:not([hx-trigger*=every])"
"""Nothing is being read."""
QUESTION = (
    "Single hepatocellular carcinoma of 8.2 cm in S5/S8 abutting the middle hepatic vein, "
    "Child-Pugh A, AFP 1842 to 612 ng/mL after one TACE on 7 April 2026: is anatomical resection "
    "(right hepatectomy) feasible now, or should conversion treatment or portal vein embolisation "
    "come first?"
)
QUESTION_ZH = (
    "S5/S8单发肝细胞癌8.2 cm，紧邻肝中静脉，Child-Pugh A级，2026年4月7日行TACE一次后AFP由1842降至"
    "612 ng/mL：目前可否行解剖性切除（右半肝切除），还是应先行转化治疗或门静脉栓塞？"
)
DAY = 24 * 3600
PARTS = {
    "reason": "肝右叶占位，手术与介入治疗意见不一",
    "time_arrangement": "书面会诊，资料齐全后10个工作日内",
    "case_summary": "患者58岁女性，肝右叶占位8.2 cm，TACE一次后AFP 612 ng/mL。",
    "specialty": "肝胆胰外科",
    "title_wanted": "主任医师",
    "requesting_physician": "Dr. Max Beispiel",
}
DECLINED = "近期无法安排，建议另请其他医院"
MR = "请补充近4周内的肝脏增强MR原始DICOM数据"
COME = {
    "en": "to sign and submit the version with the new material",
    "zh": "签署并送交含补充资料的新版本",
}
"""What the office is waited for once the MR has come."""
OPINION = {
    "a1_text": "可行右半肝切除，术前须评估剩余肝体积。",
    "reviewed": "已阅出院小结、CT报告及检验结果。",
    "assessment": "S5/S8单发肿瘤，肝功能Child-Pugh A级。",
    "diagnosis": "原发性肝细胞癌。",
    "r1_text": "建议行右半肝切除。",
    "tests": "剩余肝体积测定",
    "risk": "剩余肝体积不足时有肝衰竭风险。",
    "followup": "术后1个月复查AFP及增强CT。",
    "title": "主任医师",
}
SIGNATURE = {
    "doctor": "示例专家",
    "department": "肝胆胰外科",
    "hospital": "会诊示例第二医院（虚构）",
    "signed_on": "2026-05-20",
}
TRANSLATED = {
    OPINION["a1_text"]: "Right hepatectomy is feasible; measure the future liver remnant first.",
    OPINION["reviewed"]: "Discharge letter, CT report and laboratory results were read.",
    OPINION["assessment"]: "Single tumour in S5/S8, liver function Child-Pugh A.",
    OPINION["diagnosis"]: "Primary hepatocellular carcinoma.",
    OPINION["r1_text"]: "Right hepatectomy is advised.",
    OPINION["tests"]: "Volumetry of the future liver remnant",
    OPINION["risk"]: "Risk of liver failure if the future liver remnant is too small.",
    OPINION["followup"]: "AFP and contrast CT one month after the operation.",
}
WRONG_SIDE = {"en": ("Right hepatectomy", "Left hepatectomy"), "zh": ("右半肝切除", "左半肝切除")}
"""A slip of the pen in the translation, and one in a point of the report."""
POINTS = {
    "en": {
        "agree": ("Right hepatectomy", "An operation is possible."),
        "silent": ("Examinations and further treatment", "Your own doctors' plan goes on."),
    },
    "zh": {
        "agree": ("右半肝切除", "可以考虑手术。"),
        "silent": ("其他检查与治疗", "按主管医师原方案进行。"),
    },
}
REMINDER = {"en": "Reminder: a report has not been read yet", "zh": "提醒：报告尚未阅读"}
ASKED = {
    "en": "Can my liver tumour be removed by an operation now?",
    "zh": "我的肝脏肿瘤现在能手术切除吗？",
}


def stamped_paper(folder: Path) -> str:
    """A photograph of an opinion with a round red stamp."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(picture)
    pen.text((120, 120), "CONSULTATION OPINION\n\n1. Resection is feasible.", fill="black")
    pen.ellipse((800, 1300, 1100, 1600), outline=(200, 20, 20), width=8)
    path = folder / "opinion.png"
    picture.save(path)
    return str(path)
