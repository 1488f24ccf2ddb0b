"""A drug named as another whose name or box looks alike, in either language."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
from collections.abc import Iterator

from seeded_errors.lexicon import Lexicon, lexicon
from seeded_errors.values import Change, Pair

# One line a family: pairs `English=中文`, `*` before an uncommon one; the other members of the
# line are what it is taken for.
_FAMILIES = """
cisplatin=顺铂 carboplatin=卡铂 oxaliplatin=奥沙利铂 *nedaplatin=奈达铂 *lobaplatin=洛铂
vincristine=长春新碱 vinblastine=长春碱 vinorelbine=长春瑞滨 *vindesine=长春地辛
doxorubicin=多柔比星 daunorubicin=柔红霉素 epirubicin=表柔比星 *idarubicin=伊达比星 *pirarubicin=吡柔比星
paclitaxel=紫杉醇 docetaxel=多西他赛 *cabazitaxel=卡巴他赛
gemcitabine=吉西他滨 capecitabine=卡培他滨 cytarabine=阿糖胞苷 *decitabine=地西他滨 azacitidine=阿扎胞苷 *fludarabine=氟达拉滨
azathioprine=硫唑嘌呤 mercaptopurine=巯嘌呤 *thioguanine=硫鸟嘌呤
osimertinib=奥希替尼 erlotinib=厄洛替尼 gefitinib=吉非替尼 afatinib=阿法替尼 *almonertinib=阿美替尼 *furmonertinib=伏美替尼
crizotinib=克唑替尼 alectinib=阿来替尼 lorlatinib=洛拉替尼 *ceritinib=塞瑞替尼 *ensartinib=恩沙替尼
sorafenib=索拉非尼 regorafenib=瑞戈非尼 *donafenib=多纳非尼 lenvatinib=仑伐替尼 sunitinib=舒尼替尼 *apatinib=阿帕替尼 *anlotinib=安罗替尼
imatinib=伊马替尼 dasatinib=达沙替尼 nilotinib=尼洛替尼 *flumatinib=氟马替尼 *ponatinib=普纳替尼
ibrutinib=伊布替尼 zanubrutinib=泽布替尼 *acalabrutinib=阿可替尼 *orelabrutinib=奥布替尼
nivolumab=纳武利尤单抗 pembrolizumab=帕博利珠单抗 *camrelizumab=卡瑞利珠单抗 *sintilimab=信迪利单抗 *tislelizumab=替雷利珠单抗 *toripalimab=特瑞普利单抗
trastuzumab=曲妥珠单抗 pertuzumab=帕妥珠单抗 bevacizumab=贝伐珠单抗 *ramucirumab=雷莫西尤单抗 cetuximab=西妥昔单抗 *panitumumab=帕尼单抗
rituximab=利妥昔单抗 obinutuzumab=奥妥珠单抗 *blinatumomab=贝林妥欧单抗 *inotuzumab=奥加伊妥珠单抗 infliximab=英夫利西单抗
bortezomib=硼替佐米 carfilzomib=卡非佐米 *ixazomib=伊沙佐米
lenalidomide=来那度胺 thalidomide=沙利度胺 *pomalidomide=泊马度胺
prednisone=泼尼松 prednisolone=泼尼松龙 methylprednisolone=甲泼尼龙 dexamethasone=地塞米松 hydrocortisone=氢化可的松 *betamethasone=倍他米松
amlodipine=氨氯地平 nifedipine=硝苯地平 felodipine=非洛地平 *nimodipine=尼莫地平 *nicardipine=尼卡地平
losartan=氯沙坦 valsartan=缬沙坦 irbesartan=厄贝沙坦 telmisartan=替米沙坦 *olmesartan=奥美沙坦
metoprolol=美托洛尔 bisoprolol=比索洛尔 propranolol=普萘洛尔 *carvedilol=卡维地洛 *esmolol=艾司洛尔
captopril=卡托普利 enalapril=依那普利 lisinopril=赖诺普利 *perindopril=培哚普利
atorvastatin=阿托伐他汀 rosuvastatin=瑞舒伐他汀 simvastatin=辛伐他汀 *pitavastatin=匹伐他汀
metformin=二甲双胍 *metronidazole=甲硝唑 *methimazole=甲巯咪唑
glipizide=格列吡嗪 gliclazide=格列齐特 glimepiride=格列美脲 *glibenclamide=格列本脲
dapagliflozin=达格列净 empagliflozin=恩格列净 *canagliflozin=卡格列净
sitagliptin=西格列汀 *saxagliptin=沙格列汀 *linagliptin=利格列汀
warfarin=华法林 heparin=肝素 enoxaparin=依诺肝素 *nadroparin=那屈肝素 *fondaparinux=磺达肝癸钠
rivaroxaban=利伐沙班 apixaban=阿哌沙班 dabigatran=达比加群 *edoxaban=艾多沙班
aspirin=阿司匹林 clopidogrel=氯吡格雷 ticagrelor=替格瑞洛 *indobufen=吲哚布芬
omeprazole=奥美拉唑 esomeprazole=艾司奥美拉唑 pantoprazole=泮托拉唑 *rabeprazole=雷贝拉唑 *ilaprazole=艾普拉唑
entecavir=恩替卡韦 tenofovir=替诺福韦 lamivudine=拉米夫定 *adefovir=阿德福韦 *telbivudine=替比夫定
lamotrigine=拉莫三嗪 levetiracetam=左乙拉西坦 *oxcarbazepine=奥卡西平 carbamazepine=卡马西平 *lacosamide=拉考沙胺
acyclovir=阿昔洛韦 ganciclovir=更昔洛韦 *valaciclovir=伐昔洛韦 *famciclovir=泛昔洛韦
cefazolin=头孢唑林 ceftriaxone=头孢曲松 ceftazidime=头孢他啶 cefuroxime=头孢呋辛 *cefoperazone=头孢哌酮 *cefepime=头孢吡肟
levofloxacin=左氧氟沙星 moxifloxacin=莫西沙星 ciprofloxacin=环丙沙星 *norfloxacin=诺氟沙星
azithromycin=阿奇霉素 erythromycin=红霉素 clarithromycin=克拉霉素 *roxithromycin=罗红霉素
meropenem=美罗培南 imipenem=亚胺培南 *ertapenem=厄他培南 *biapenem=比阿培南
vancomycin=万古霉素 *teicoplanin=替考拉宁 *norvancomycin=去甲万古霉素
fluconazole=氟康唑 voriconazole=伏立康唑 *itraconazole=伊曲康唑 *posaconazole=泊沙康唑
morphine=吗啡 *hydromorphone=氢吗啡酮 oxycodone=羟考酮 *fentanyl=芬太尼 *sufentanil=舒芬太尼 *tramadol=曲马多
adrenaline=肾上腺素 noradrenaline=去甲肾上腺素 *isoprenaline=异丙肾上腺素
epinephrine=肾上腺素@ norepinephrine=去甲肾上腺素@
dopamine=多巴胺 dobutamine=多巴酚丁胺 *dopexamine=多培沙明
ibuprofen=布洛芬 *flurbiprofen=氟比洛芬 *ketoprofen=酮洛芬 naproxen=萘普生
paracetamol=对乙酰氨基酚 *propacetamol=丙帕他莫
acetaminophen=对乙酰氨基酚@ *acetazolamide=乙酰唑胺
hydroxychloroquine=羟氯喹 chloroquine=氯喹 *primaquine=伯氨喹
remdesivir=瑞德西韦 ribavirin=利巴韦林 favipiravir=法匹拉韦 *oseltamivir=奥司他韦 *umifenovir=阿比多尔 *zanamivir=扎那米韦
lopinavir=洛匹那韦 ritonavir=利托那韦 *darunavir=达芦那韦 *saquinavir=沙奎那韦
tocilizumab=托珠单抗 *sarilumab=沙利鲁单抗 *siltuximab=司妥昔单抗
methotrexate=甲氨蝶呤 *pemetrexed=培美曲塞 *raltitrexed=雷替曲塞
cyclophosphamide=环磷酰胺 ifosfamide=异环磷酰胺 *bendamustine=苯达莫司汀
cyclosporine=环孢素 tacrolimus=他克莫司 sirolimus=西罗莫司 *everolimus=依维莫司
irinotecan=伊立替康 etoposide=依托泊苷 *topotecan=拓扑替康 *teniposide=替尼泊苷
furosemide=呋塞米 torasemide=托拉塞米 spironolactone=螺内酯 *bumetanide=布美他尼
levothyroxine=左甲状腺素 *liothyronine=碘塞罗宁
tamoxifen=他莫昔芬 letrozole=来曲唑 anastrozole=阿那曲唑 *exemestane=依西美坦 *toremifene=托瑞米芬
venetoclax=维奈克拉 *navitoclax=维托克拉
denosumab=地舒单抗 *zoledronic_acid=唑来膦酸 *ibandronate=伊班膦酸
gabapentin=加巴喷丁 pregabalin=普瑞巴林 *mecobalamin=甲钴胺
clonidine=可乐定 clonazepam=氯硝西泮 *clozapine=氯氮平 *clobazam=氯巴占
haloperidol=氟哌啶醇 *droperidol=氟哌利多
hydralazine=肼屈嗪 hydroxyzine=羟嗪
interferon=干扰素 interleukin=白细胞介素
octreotide=奥曲肽 *lanreotide=兰瑞肽 *leuprorelin=亮丙瑞林
fulvestrant=氟维司群 *degarelix=地加瑞克
temozolomide=替莫唑胺 *lomustine=洛莫司汀 *nimustine=尼莫司汀
S-1=替吉奥 *S-adenosylmethionine=腺苷蛋氨酸
insulin_glargine=甘精胰岛素 insulin_aspart=门冬胰岛素 *insulin_detemir=地特胰岛素 *insulin_lispro=赖脯胰岛素
abemaciclib=阿贝西利 palbociclib=哌柏西利 *dalpiciclib=达尔西利 *ribociclib=瑞波西利
olaparib=奥拉帕利 niraparib=尼拉帕利 *fluzoparib=氟唑帕利 *pamiparib=帕米帕利
"""


def _lists() -> tuple[Lexicon, Lexicon]:
    english, chinese = [], ["! 羟氯喹啉, 肾上腺素能, 促肾上腺素, 去甲肾上腺素能, 干扰素样"]
    for number, line in enumerate(_FAMILIES.strip().splitlines()):
        english.append(f"[{number}]")
        chinese.append(f"[{number}]")
        for entry in line.split():
            mark = "*" if entry.startswith("*") else ""
            name, _, zh = entry.removeprefix("*").partition("=")
            name = name.replace("_", " ")
            english.append(f"{name}: {mark}{name}")
            if not zh.endswith("@"):
                chinese.append(f"{name}: {mark}{zh}")
    return lexicon("\n".join(english)), lexicon("\n".join(chinese))


EN, ZH = _lists()


def changes(pair: Pair, _rng: random.Random) -> Iterator[Change]:
    """Every drug named in the target replaced by one it is taken for."""
    yield from (ZH if pair.language == "zh" else EN).changes(pair.target, "look-alike")
