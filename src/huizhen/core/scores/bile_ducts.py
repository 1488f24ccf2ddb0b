"""Bile ducts: Bismuth-Corlette type, severity of cholangitis."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    Outcome,
    Said,
    Score,
    age,
    number,
    one,
    said,
    yes_no,
)

_LEVELS = {
    "below the confluence": ("I", "左右肝管汇合部以下"),
    "confluence": ("II", "左右肝管汇合部"),
    "right secondary confluence": ("IIIa", "汇合部及右肝管二级分支"),
    "left secondary confluence": ("IIIb", "汇合部及左肝管二级分支"),
    "both secondary confluences": ("IV", "汇合部及左右肝管二级分支"),
    "multifocal": ("IV", "多发狭窄"),
}


def bismuth_corlette(level: str) -> Outcome:
    """Bismuth-Corlette type (Bismuth 1992): I below the confluence, II confluence, IIIa with the
    right and IIIb with the left secondary confluence, IV both or multifocal."""
    type_ = _LEVELS[level][0]
    return Outcome(
        values={"type": type_}, band=said(f"type {type_}", f"Bismuth-Corlette {type_}型")
    )


_EMERGENCY = said("grade II or III: emergency", "II～III级：急症")


def cholangitis(
    organ_dysfunction: bool, wbc: Decimal, temp: Decimal, age: int, bil_umol: Decimal,
    alb_gl: Decimal, alb_lln: Decimal,
) -> Outcome:  # fmt: skip
    """Severity of acute cholangitis (Tokyo 2018).

    III any organ dysfunction; II at least two of: WBC >12 or <4, temperature >=39, age >=75, TBIL
    >=85.5 umol/L, ALB below 0.7 x lower limit of normal of that laboratory; else I.
    """
    signs = (
        wbc > 12 or wbc < 4,
        temp >= 39,
        age >= 75,
        bil_umol >= Decimal("85.5"),
        10 * alb_gl < 7 * alb_lln,
    )
    grade = "III" if organ_dysfunction else "II" if sum(signs) >= 2 else "I"
    notes: tuple[Said, ...] = () if grade == "I" else (_EMERGENCY,)
    return Outcome(values={"grade": grade}, band=said(f"grade {grade}", f"{grade}级"), notes=notes)


SCORES = (
    Score(
        id="H14", name="bismuth-corlette",
        title=said("Bismuth-Corlette type", "Bismuth-Corlette分型"),
        inputs=(one("level", "highest level of biliary involvement", "胆管受累最高平面",
                    {name: zh for name, (_, zh) in _LEVELS.items()}),),
        formula=bismuth_corlette, source="Bismuth 1992", edition="Bismuth-Corlette 1992",
        confidence="B", specialties=("hpb",),
    ),
    Score(
        id="H17", name="tg18-cholangitis",
        title=said("Severity of acute cholangitis (TG18)", "急性胆管炎严重程度（TG18）"),
        inputs=(
            yes_no("organ_dysfunction", "any organ dysfunction (hypotension needing a vasopressor, "
                   "disturbed consciousness, PaO2/FiO2 below 300, oliguria or creatinine above 177 "
                   "µmol/L, INR above 1.5, platelets below 100)",
                   "任一器官功能障碍（需升压药的低血压、意识障碍、PaO₂/FiO₂＜300、少尿或肌酐＞177 "
                   "µmol/L、INR＞1.5、血小板＜100×10⁹/L）"),
            number("wbc", "white cells", "白细胞计数", "white_cells", cuts="4 12"),
            number("temp", "body temperature", "体温", "temperature", cuts="39"),
            age(),
            number("bil_umol", "total bilirubin", "总胆红素", "bilirubin", cuts="85.5"),
            number("alb_gl", "albumin", "白蛋白", "albumin"),
            number("alb_lln", "lower limit of normal of albumin in that laboratory",
                   "该实验室白蛋白正常下限", "albumin"),
        ),
        formula=cholangitis, source="Tokyo 2018", edition="TG18", confidence="B",
        specialties=("hpb",),
    ),
)  # fmt: skip
