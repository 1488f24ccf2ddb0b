"""Both sides of every published limit, and the limit itself, as the catalogue states them."""

from __future__ import annotations

from typing import Any

import pytest
from score_bench import computed

from huizhen.core.scores.result import shown_value

PUGH = {"bil_umol": 20, "alb_gl": 40, "inr": 1, "ascites": "none", "enceph": "none"}
PT = {"bil_umol": 20, "alb_gl": 40, "ascites": "none", "enceph": "none"}
PBC = PUGH | {"cholestatic": True}
PUGH_MGDL = {"alb_gl": 40, "inr": 1, "ascites": "none", "enceph": "none"}
HCC = {"n": 1, "max_cm": 1, "macrovascular": False, "ehs": False, "ps": 0, "cp": "A"}
CLEAR = {"macrovascular": False, "ehs": False}
FREE = {"loc": "head", "sma": 0, "ca": 0, "cha": "none", "vein": 0, "vein_irregular": False,
        "vein_occl": False, "ivc": False, "aorta": False, "m1": False}  # fmt: skip
BODY = FREE | {"loc": "body"}
ICG = {"uncontrolled_ascites": False, "bil_mgdl": 0.8, "icg": 5}
TG18 = {"organ_dysfunction": False, "wbc": 13, "temp": 37, "age": 50, "bil_umol": 20, "alb_gl": 35,
        "alb_lln": 40}  # fmt: skip
COLD = TG18 | {"wbc": 8, "temp": 39}
IPI = {"age": 50, "ldh_ratio": 1, "ecog": 0, "stage": 1, "en_sites": 0}
NCCN = {"age": 30, "ldh_ratio": 1, "ecog": 0, "stage": 1, "en_major": False}
FLIPI = {"age": 40, "stage": 1, "hb": 130, "ldh_ratio": 1, "nodal_sites": 1}
IPS = {"alb": 45, "hb": 140, "male": False, "age": 30, "stage4": False, "wbc": 6, "lymph": 2,
       "lymph_pct": 30}  # fmt: skip
R_ISS = {"b2m": 2, "alb": 40, "ldh_high": False, "del17p": False, "t414": False, "t1416": False}
IPSS = {"cyto": "very good", "blast": 1, "hb": 130, "plt": 200, "anc": 2}
CLL = {"tp53": False, "ighv_unmut": False, "b2m": 2, "rai": 0, "age": 50}
HEMATOTOX = {"plt": 200, "anc": 2, "hb": 120, "crp_mgl": 5, "ferritin": 100}
ELN = {"cyto": "none", "muts": "none", "flt3_itd": False}
CRS = {"temp": 39, "hypotension": False, "pressors": "none", "oxygen": "none"}
GPS = {"node_pos": False, "dfi_lt12m": False, "n_mets": 1, "cea": 5, "max_cm": 1}
TOKUHASHI = {"kps": 10, "extraspinal": 5, "vert": 5, "visceral": "unremovable", "primary": 0,
             "palsy": "complete"}  # fmt: skip
MAYO = {"age": 60, "smoker": True, "cancer5y": False, "spic": False, "upper": False}
PHASES = {"pop": "other", "htn": False, "age": 50, "size": 5, "sah": False, "site": "ICA"}
ICH = {"gcs": 15, "vol": 5, "ivh": False, "infra": False, "age": 50}
RPA = {"kps": 80, "age": 50, "primary_controlled": True, "ecm": False}
GPA = {"age": 75, "kps": 60, "ecm": True, "nbm": 9, "egfr_alk": False}
FNCLCC = {"diff": 1, "mit10hpf": 0, "necrosis_pct": 0}
GIST = {"cm": 1, "mit": 1, "gastric": False, "rupture": False}
CRAB_CA = {"clonal_pc_pct": 5}

# score, other inputs, input, value of the result ('band' for the band), input:expected ...
LIMITS: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("G02", {"nadir": 100, "baseline": 100, "new_lesion": False, "nontarget": "PD"}, "current",
     "target", "70:PR 70.1:SD 119.9:SD 120:PD"),
    ("G02", {"nadir": 20, "baseline": 100, "new_lesion": False, "nontarget": "CR"}, "current",
     "overall", "0:CR 24.9:PR 25:PD"),
    ("G03a", {"cm": 100}, "kg",
     "band", "18.49:underweight 18.5:normal 23.99:normal 24:overweight 27.99:overweight 28:obese"),
    ("G05", {"age": 50, "female": False}, "scr_umol", "band",
     "89.78:G1 89.79:G2 125.8:G2 125.9:G3a 159.9:G3a 160:G3b 224.2:G3b 224.3:G4 399.6:G4 399.7:G5"),
    ("G06", {"alb_gl": 40}, "ca_mmol", "band", ("2.75:- 2.76:hypercalcaemia above 2.75 mmol/L "
     "3.49:hypercalcaemia above 2.75 mmol/L "
     "3.5:hypercalcaemia of at least 3.5 mmol/L: emergency")),
    ("G08", {"lymph_e9": 1}, "alb_gl", "band", ("34.9:below 40: high risk in the original paper "
     "35:below 45, the common Chinese cut-off 39.9:below 45, the common Chinese cut-off "
     "40:45 or above")),
    ("G01", {}, "kps", "ecog", "100:0 90:0 80:1 70:1 60:2 50:2 40:3 30:3 20:4 10:4 0:5"),
    ("H01", PUGH, "bil_umol", "points", "33.99:5 34:6 51:6 51.01:7"),
    ("H01", PBC, "bil_umol", "points", "67.99:5 68:6 170:6 170.01:7"),
    ("H01", PUGH_MGDL, "bil_mgdl", "points", "1.99:5 2:6 3:6 3.01:7"),
    ("H01", PUGH_MGDL | {"cholestatic": True}, "bil_mgdl", "points", "3.99:5 4:6 10:6 10.01:7"),
    ("H01", PUGH, "alb_gl", "points", "35.01:5 35:6 28:6 27.99:7"),
    ("H01", PUGH, "inr", "points", "1.69:5 1.7:6 2.3:6 2.31:7"),
    ("H01", PT, "pt_prolong_s", "points", "3.9:5 4:6 6:6 6.1:7"),
    ("H01", PUGH | {"ascites": "slight", "alb_gl": 30}, "enceph", "class", "none:B 1-2:B 3-4:B"),
    ("H01", PUGH, "ascites", "class", "none:A slight:A moderate:B"),
    ("H03b", {"cr_umol": 60, "bil_umol": 34.2, "inr": 1.3, "dialysis": False}, "na", "meld_na",
     "124:23 125:23 137:12 140:12"),
    ("H03a", {"bil_umol": 10, "inr": 1, "dialysis": False}, "cr_umol", "meld",
     "50:6.0 88.4:6.0 353.6:20.0 500:20.0"),
    ("H05", HCC, "max_cm", "stage", "2:0 2.01:A 10:A"),
    ("H05", HCC | {"n": 3}, "max_cm", "stage", "3:A 3.01:B"),
    ("H05", HCC, "n", "stage", "1:0 2:A 3:A 4:B"),
    ("H05", HCC, "ps", "stage", "0:0 1:C 2:C 3:D 4:D"),
    ("H05", HCC, "cp", "stage", "A:0 B:0 C:D"),
    ("H06", HCC, "max_cm", "stage", "5:Ia 5.01:Ib"),
    ("H06", HCC | {"n": 2}, "max_cm", "stage", "3:Ib 3.01:IIa"),
    ("H06", HCC, "n", "stage", "1:Ia 2:Ib 3:Ib 4:IIb"),
    ("H06", HCC, "ps", "stage", "0:Ia 2:Ia 3:IV"),
    ("H06", HCC | {"ehs": True}, "macrovascular", "stage", "no:IIIb yes:IIIb"),
    ("H07", {"ast_uln": 40, "plt": 100}, "ast", "band",
     ("20:WHO 2024 (hepatitis B): 0.5 or below "
     "20.1:WHO 2024 (hepatitis B): above 0.5, significant fibrosis "
     "40:WHO 2024 (hepatitis B): above 0.5, significant fibrosis "
     "40.1:WHO 2024 (hepatitis B): above 1.0, cirrhosis")),
    ("H08", {"age": 50, "alt": 100, "plt": 100}, "ast", "band",
     "28.9:low 29:indeterminate 65:indeterminate 65.1:advanced fibrosis"),
    ("H09", ICG, "icg", "resection",
     ("9.9:trisectionectomy/bisectionectomy (right hemihepatectomy) "
     "10:left hemihepatectomy / right sectionectomy "
     "19.9:left hemihepatectomy / right sectionectomy 20:segmentectomy (Couinaud) "
     "29.9:segmentectomy (Couinaud) 30:limited resection 39.9:limited resection "
     "40:enucleation only")),
    ("H09", ICG, "bil_mgdl", "resection",
     ("1.04:trisectionectomy/bisectionectomy (right hemihepatectomy) 1.05:limited resection "
     "1.54:limited resection 1.55:enucleation only 1.94:enucleation only 1.95:no resection")),
    ("H10b", {"slv": 1000}, "flr", "band",
     ("299:below 30%: below the limit even for a normal liver "
     "300:30% to below 40%: reaches the limit for a normal liver only "
     "399:30% to below 40%: reaches the limit for a normal liver only "
     "400:40% or more: reaches the limit for cirrhosis or fibrosis")),
    ("H11a", CLEAR, "sizes_cm", "within", "3,3:yes 3,3.01:no 3,3,3:yes 1,1,1,1:no 5:yes 5.01:no"),
    ("H11b", CLEAR, "sizes_cm", "within", "6.5:yes 6.51:no 4.5,3.5:yes 4.5,3.51:no 4.51,1:no"),
    ("H11c", CLEAR | {"afp": 400, "grade": "poor"}, "sizes_cm", "within", "8:yes 8.01:no 4,4:yes"),
    ("H11c", CLEAR | {"sizes_cm": "9", "grade": "moderate"}, "afp", "within", "400:yes 400.1:no"),
    ("H13", FREE, "sma", "resectability",
     "0:resectable 1:borderline resectable 180:borderline resectable 180.1:locally advanced"),
    ("H13", BODY, "ca", "resectability",
     "0:resectable 1:borderline resectable 180:borderline resectable 180.1:locally advanced"),
    ("H13", FREE | {"vein_reconstructible": True}, "vein", "resectability",
     "180:resectable 180.1:borderline resectable"),
    ("H13", FREE, "ivc", "resectability", "no:resectable yes:borderline resectable"),
    ("H13", FREE, "aorta", "resectability", "no:resectable yes:locally advanced"),
    ("H13", FREE, "m1", "resectability", "yes:metastatic"),
    ("H13", FREE | {"cha": "contact"}, "cha_ext_ca_or_bif", "resectability",
     "no:borderline resectable yes:locally advanced"),
    ("H15", {"n": "N0", "m": False}, "t", "stage", "T1:IA T2:IB T3:IIA T4:III"),
    ("H15", {"t": "T1", "m": False}, "n", "stage", "N0:IA N1:IIB N2:III"),
    ("H17", COLD, "wbc", "grade", "3.9:II 4:I 12:I 12.1:II"),
    ("H17", TG18, "temp", "grade", "38.9:I 39:II"),
    ("H17", TG18, "age", "grade", "74:I 75:II"),
    ("H17", TG18, "bil_umol", "grade", "85.4:I 85.5:II"),
    ("H17", TG18, "alb_gl", "grade", "28:I 27.9:II"),
    ("I03", GPS | {"node_pos": True, "dfi_lt12m": True}, "cea", "group", "200:low 200.1:high"),
    ("I03", GPS, "max_cm", "score", "5:0 5.01:1"),
    ("I03", GPS, "n_mets", "score", "1:0 2:1"),
    ("I05", {}, "mrf_mm", "mrf", "0.5:MRF+ 1:MRF+ 1.1:clear"),
    ("I05", {}, "t3_depth_mm", "t3", "0.9:T3a 1:T3b 5:T3b 5.1:T3c 15:T3c 15.1:T3d"),
    ("I05", {}, "height_cm", "height", "5:low 5.1:mid 10:mid 10.1:high"),
    ("I06", {}, "epicentre_cm", "type", "5:I 1.1:I 1:II -2:II -2.1:III -5:III"),
    ("I08", {"ihc": "2+"}, "fish_ratio", "her2", "1.99:negative 2:positive"),
    ("I09b", {}, "unstable_loci", "msi", "0:MSS 1:MSI-L 2:MSI-H 5:MSI-H"),
    ("B02a", IPI, "age", "IPI", "60:0 61:1"),
    ("B02a", IPI, "ldh_ratio", "IPI", "1:0 1.01:1"),
    ("B02a", IPI, "ecog", "IPI", "1:0 2:1"),
    ("B02a", IPI, "stage", "IPI", "2:0 3:1"),
    ("B02a", IPI, "en_sites", "IPI", "1:0 2:1"),
    ("B02a", IPI | {"age": 61, "stage": 3}, "ecog", "IPI_group",
     "1:low-intermediate 2:high-intermediate"),
    ("B02b", NCCN, "age", "score", "40:0 41:1 60:1 61:2 75:2 76:3"),
    ("B02b", NCCN, "ldh_ratio", "score", "1:0 1.01:1 3:1 3.01:2"),
    ("B02b", NCCN | {"age": 76}, "ldh_ratio", "group", "1:low-intermediate 1.1:high-intermediate"),
    ("B03", {"kidney_adrenal": False}, "ipi_points", "group",
     "1:low 2:intermediate 3:intermediate 4:high"),
    ("B04", FLIPI, "age", "score", "60:0 61:1"),
    ("B04", FLIPI, "hb", "score", "120:0 119.9:1"),
    ("B04", FLIPI, "nodal_sites", "score", "4:0 5:1"),
    ("B04", FLIPI, "stage", "score", "2:0 3:1"),
    ("B05", {"age": 50, "ecog": 0, "ldh_ratio": 1}, "wbc_e9", "group",
     "15.1:low 15.4:intermediate 52.2:intermediate 53:high"),
    ("B06", IPS, "alb", "score", "40:0 39.9:1"),
    ("B06", IPS, "hb", "score", "105:0 104.9:1"),
    ("B06", IPS, "age", "score", "44:0 45:1"),
    ("B06", IPS, "wbc", "score", "14.9:0 15:1"),
    ("B06", IPS, "lymph", "score", "0.6:0 0.59:1"),
    ("B06", IPS, "lymph_pct", "score", "8:0 7.9:1"),
    ("B08a", {"alb": 35}, "b2m", "stage", "3.49:I 3.5:II 5.49:II 5.5:III"),
    ("B08a", {"b2m": 2}, "alb", "stage", "34.9:II 35:I"),
    ("B08b", R_ISS, "ldh_high", "stage", "no:I yes:II"),
    ("B08b", R_ISS | {"b2m": 6}, "t1416", "stage", "no:II yes:III"),
    ("B09", ELN, "tp53_vaf", "risk", "9.9:intermediate 10:adverse"),
    ("B10", IPSS, "blast", "score", "2:0 2.1:1 4.9:1 5:2 10:2 10.1:3"),
    ("B10", IPSS, "hb", "score", "100:0 99.9:1 80:1 79.9:1.5"),
    ("B10", IPSS, "plt", "score", "100:0 99:0.5 50:0.5 49:1"),
    ("B10", IPSS, "anc", "score", "0.8:0 0.79:0.5"),
    ("B10", IPSS | {"cyto": "good", "hb": 85}, "anc", "group", "0.8:low 0.7:low"),
    ("B10", IPSS | {"cyto": "good"}, "anc", "group", "0.8:very low 0.7:very low"),
    ("B11", CLL, "b2m", "score", "3.5:0 3.51:2"),
    ("B11", CLL, "rai", "score", "0:0 1:1 4:1"),
    ("B11", CLL, "age", "score", "65:0 66:1"),
    ("B11", CLL | {"tp53": True, "ighv_unmut": True}, "rai", "group", "0:high 1:very high"),
    ("B12", HEMATOTOX, "plt", "score", "175.1:0 175:1 75:1 74.9:2"),
    ("B12", HEMATOTOX, "anc", "score", "1.2:0 1.19:1"),
    ("B12", HEMATOTOX, "hb", "score", "90:0 89.9:1"),
    ("B12", HEMATOTOX, "crp_mgl", "score", "30:0 30.1:1"),
    ("B12", HEMATOTOX, "ferritin", "score", "649:0 650:1 2000:1 2001:2"),
    ("B13b", {"below_mr": False, "progressed": True}, "days_since_last_dose", "refractory",
     "0:yes 60:yes 61:no"),
    ("B13d", {"last_response": "CR", "relapsed_after_asct": True}, "months_after_asct",
     "refractory", "12:yes 12.1:no"),
    ("B13e", {"first_line_cr": True, "relapsed": True}, "months_to_relapse", "primary_refractory",
     ("6:primary refractory 6.1:by the 12-month definition only "
     "12:by the 12-month definition only 12.1:not primary refractory")),
    ("B14a", CRS | {"treated": False}, "temp", "grade", "37.9:0 38:1"),
    ("B14a", CRS, "oxygen", "grade", "none:1 low-flow:2 high-flow:3 ventilation:4"),
    ("B14b", {}, "ice", "grade", "10:0 9:1 7:1 6:2 3:2 2:3 0:3"),
    ("B15", {"cd10": 0, "mum1": 0}, "bcl6", "cell_of_origin", "29:non-GCB 30:GCB"),
    ("B15", {"bcl6": 0, "mum1": 0}, "cd10", "cell_of_origin", "29:non-GCB 30:GCB"),
    ("B15", {"cd10": 0, "bcl6": 50}, "mum1", "cell_of_origin", "29:GCB 30:non-GCB"),
    ("B16", {"urine_m_mg24h": 0, "involved_flc_mgl": 50}, "serum_m_gl", "measurable",
     "9.9:no 10:yes"),
    ("B16", {"serum_m_gl": 0, "involved_flc_mgl": 50}, "urine_m_mg24h", "measurable",
     "199:no 200:yes"),
    ("B16", {"serum_m_gl": 0, "urine_m_mg24h": 0, "flc_ratio_abnormal": True}, "involved_flc_mgl",
     "measurable", "99.9:no 100:yes"),
    ("B17b", CRAB_CA, "ca_corrected", "C", "2.75:not met 2.76:met"),
    ("B17b", {"ca_uln": 2.3}, "ca_corrected", "C", "2.55:not met 2.56:met"),
    ("B17b", {}, "crcl", "R", "40:not met 39.9:met"),
    ("B17b", {}, "cr_umol", "R", "177:not met 177.1:met"),
    ("B17b", {}, "hb", "A", "100:not met 99:met 92:met"),
    ("B17b", {"hb_lln": 130}, "hb", "A", "110:not met 109:met"),
    ("B17b", {}, "lytic_lesions", "B", "0:not met 1:met"),
    ("B17b", {}, "clonal_pc_pct", "S", "59:not met 60:met"),
    ("B17b", {"involved_flc_mgl": 100}, "flc_ratio", "Li", "99.9:not met 100:met"),
    ("B17b", {"flc_ratio": 150}, "involved_flc_mgl", "Li", "99.9:not met 100:met"),
    ("B17b", {}, "focal_lesions", "M", "1:not met 2:met"),
    ("S02", {"le": 7, "sens": 3, "sph": 3}, "ue", "severity", "5:normal 4:mild 2:mild 1:moderate"),
    ("S02", {"le": 4, "sens": 2, "sph": 3}, "ue", "severity", "3:moderate 2:severe"),
    ("S03", {"pre": 13}, "post", "band", "16:excellent 15:good 14:fair 13:poor"),
    ("S03b", {"pre": 9}, "post", "band", "24:excellent 23:good 19:good 18:fair 14:fair 13:poor"),
    ("S06", {}, "limb", "severity",
     "0:none 1:mild 3:mild 4:moderate 6:moderate 7:severe 10:severe"),
    ("S09", TOKUHASHI, "kps", "score", "40:0 50:1 70:1 80:2"),
    ("S09", TOKUHASHI, "extraspinal", "score", "3:0 2:1 1:1 0:2"),
    ("S09", TOKUHASHI, "vert", "score", "3:0 2:1 1:2"),
    ("S09", TOKUHASHI | {"kps": 80, "extraspinal": 0, "palsy": "none", "visceral": "none"},
     "primary", "prognosis", "0:<6 months 1:>=6 months 3:>=6 months 4:>=12 months"),
    ("S10", {"growing": True}, "cobb", "range",
     "9:no scoliosis 10:observe 24:observe 25:brace 44.9:brace 45:surgical range"),
    ("S10", {"growing": True, "previous": 30}, "cobb", "progression", "35:no 35.1:yes"),
    ("S12", {"ap_mm": 100}, "slip_mm", "grade", ("0:0 (no slip) 0.1:I 25:I 25.1:II 50:II 50.1:III "
     "75:III 75.1:IV 100:IV 100.1:V (spondyloptosis)")),
    ("S13a", {"ss": 30}, "pt", "band", ("19:PT modifier 0 20:PT modifier + 30:PT modifier + "
     "31:PT modifier ++")),
    ("S13b", {"ll": 40}, "pi", "band", ("49:PI-LL modifier 0 50:PI-LL modifier + "
     "60:PI-LL modifier + 61:PI-LL modifier ++")),
    ("S13c", {}, "sva_mm", "modifier", "39:0 40:+ 95:+ 96:++"),
    ("S16a", {}, "t_score", "density",
     "-1:normal -1.1:osteopenia -2.4:osteopenia -2.5:osteoporosis -2.8:osteoporosis"),
    ("S16b", {}, "hu", "attenuation", ("100:suggests osteoporosis "
     "101:suggests osteoporosis by the limit of 110 110:suggests osteoporosis by the limit of 110 "
     "111:undetermined 159:undetermined 160:normal")),
    ("T02", MAYO, "d_mm", "band",
     "5.8:low (<5%) 5.9:intermediate (5-65%) 33.8:intermediate (5-65%) 33.9:high (>65%)"),
    ("T04", {"removed": 0}, "pre", "band",
     ("60.1:above 60%: low risk when both FEV1 and DLCO are "
     "60:30-60%: stair climbing or shuttle test 30:30-60%: stair climbing or shuttle test "
     "29.9:below 30%: exercise test, high risk")),
    ("T05", {"d1": 10, "d2": 20}, "days", "band",
     ("1199:below 400 days: suspicious (solid nodule) 1200:400-600 days 1800:400-600 days "
     "1801:above 600 days: leans to benign (solid nodule)")),
    ("T06", {"total": 20}, "solid", "band",
     ("5:meets JCOG0201 (<=0.25, <=2 cm) 5.1:meets JCOG1211 (<=0.5, <=3 cm) "
     "10:meets JCOG1211 (<=0.5, <=3 cm) 10.1:meets neither JCOG0201 nor JCOG1211")),
    ("N01", {"e": 1, "v": 1}, "m", "gcs", "1:3 6:8"),
    ("N03b", {"deficit": False}, "gcs", "grade", "15:I 14:II 13:II 12:IV 7:IV 6:V 3:V"),
    ("N04", {"eloquent": False, "deep": False}, "cm", "grade", "2.9:1 3:2 6:2 6.1:3"),
    ("N05", PHASES, "age", "score", "69:0 70:1"),
    ("N05", PHASES, "size", "score", "6.9:0 7:3 9.9:3 10:6 19.9:6 20:10"),
    ("N05", PHASES, "site", "risk5y_pct", "ICA:0.4 MCA:0.4 ACA/PCoA/posterior:0.9"),
    ("N05", PHASES | {"pop": "Finnish"}, "size", "risk5y_pct", "5:1.3 8:3.2 15:7.2 20:17.8"),
    ("N06b", ICH, "gcs", "score", "15:0 13:0 12:1 5:1 4:2 3:2"),
    ("N06b", ICH, "vol", "score", "29.9:0 30:1"),
    ("N06b", ICH, "age", "score", "79:0 80:1"),
    ("N07", RPA, "kps", "class", "70:I 60:III"),
    ("N07", RPA, "age", "class", "64:I 65:II"),
    ("N08", GPA, "age", "score", "70:0 69:0.5"),
    ("N08", GPA, "kps", "score", "70:0 80:0.5 90:1"),
    ("N08", GPA, "nbm", "score", "5:0 4:0.5"),
    ("N10", {"inner": 100}, "frontal", "band", "30:0.30 or below 30.1:ventriculomegaly (>0.30)"),
    ("N11", {"pre": 100}, "post", "band",
     "5:gross total (from 95-100%) 5.1:near total 10:near total 10.1:subtotal (below 90%)"),
    ("R01", FNCLCC, "mit10hpf", "score", "9:2 10:3 19:3 20:4"),
    ("R01", FNCLCC, "necrosis_pct", "score", "0:2 0.1:3 49.9:3 50:4"),
    ("R01", FNCLCC | {"diff": 2, "mit10hpf": 10}, "necrosis_pct", "grade", "0:G2 49:G2 50:G3"),
    ("R02", {"grade": "G2", "n": False, "m": False}, "cm", "stage",
     "5:II 5.1:IIIA 10:IIIA 10.1:IIIB 15:IIIB 15.1:IIIB"),
    ("R02", {"grade": "G1", "n": False, "m": False}, "cm", "stage", "5:IA 5.1:IB"),
    ("R03", GIST, "cm", "risk", "2:very low 2.1:low 5:low 5.1:high"),
    ("R03", GIST | {"gastric": True}, "cm", "risk", ("5:low 5.1:intermediate 10:intermediate "
     "10.1:high")),
    ("R03", GIST, "mit", "risk", "5:very low 6:intermediate 10:intermediate 11:high"),
    ("R03", GIST | {"cm": 3}, "mit", "risk", "5:low 6:high"),
    ("R03", GIST | {"cm": 3, "gastric": True}, "mit", "risk", "5:low 6:intermediate 11:high"),
    ("R03", GIST | {"cm": 6, "gastric": True}, "mit", "risk", "5:intermediate 6:high"),
    ("R04", {"ki67": 1}, "mit", "grade", "1:G1 2:G2 20:G2 20.1:G3"),
    ("R04", {"mit": 0}, "ki67", "grade", "2.9:G1 3:G2 20:G2 20.1:G3"),
    ("R05", {"site": "lower limb", "lesion": "mixed", "size": "1/3-2/3"}, "pain", "advice",
     "mild:observe/RT moderate:consider fixation functional:prophylactic fixation"),
]  # fmt: skip


def _steps() -> list[tuple[str, dict[str, Any], str, str, str, str]]:
    steps = []
    for score, base, name, key, row in LIMITS:
        for step in _split(row):
            given, _, expected = step.partition(":")
            steps.append((score, base, name, key, given, expected))
    return steps


def _split(row: str) -> list[str]:
    """Words that start a new 'input:expected'; the other words belong to the one before."""
    steps: list[str] = []
    for word in row.split():
        if ":" in word.rstrip(":"):
            steps.append(word)
        else:
            steps[-1] += f" {word}"
    return steps


STEPS = _steps()


@pytest.mark.parametrize(
    ("score", "base", "name", "key", "given", "expected"),
    STEPS,
    ids=[f"{s[0]} {s[2]}={s[4]}" for s in STEPS],
)
def test_limit(
    score: str, base: dict[str, Any], name: str, key: str, given: str, expected: str
) -> None:
    result = computed(score, **{**base, name: given})
    if key == "band" and key not in result.values:
        assert (result.band.en if result.band else "-") == expected
    else:
        assert shown_value(result.values[key]) == expected


def test_the_table_is_read_as_it_is_meant() -> None:
    assert len(STEPS) > 450
    assert all(expected for *_, expected in STEPS)
