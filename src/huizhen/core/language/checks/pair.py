"""A source text and its translation, each made comparable once for all checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from huizhen.core.records.value import Value

_DIGIT = re.compile(r"\d")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SAME_LENGTH: dict[int, int | str] = {
    **_WIDE,
    0x3000: " ", 0xA0: " ", 0x2009: " ", 0x202F: " ",
    ord("‐"): "-", ord("‑"): "-", ord("–"): "-", ord("—"): "-", ord("−"): "-",
    ord("～"): "~", ord("〜"): "~", ord("∼"): "~",
    ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"',
    ord("µ"): "μ", ord("╳"): "×", ord("✕"): "×",
}  # fmt: skip
"""One sign for one sign: places in the folded text are places in the original."""

_TRADITIONAL = (
    "陽陰級頸節葉體轉發輕嚴脈緩進變擴門縱鎖斷腦腎膽腸臟膚齒頭額顳頂側雙單無與為於後術療藥醫診"
    "檢測點類數個種腫塊結鈣鈉鉀劑輸靜動壓溫熱長徑區圍顯見應當對險從來會時間週歲內徵狀況觀減損"
    "傷複復難緊續據異導壞組織學細蟲鏈項顆顱頦頜髖髕齡關開閉聯聽臨範處歷殘氣沒瀰彌滿潰濃濾燒環"
    "癱癢瘡痙監確積穩竇篩純紅統經維網緣線縮總繼纖羅義聲舊莖萬薦號補規視親計證評試誤調護負貧質"
    "軟較載輔運過達遠適選遺邊鄰釋針鈍錯鎮鏡鐵階隱雜離電頰頻顫風養餘驗黃齦齲肅膠臘蓆傳僅優億倉"
    "兩冊凍別創劃劇劉勞勢匯協參員問啟嘔囑國圓圖執報場墊壺夾婦孫審實專尋屬帶幹廣彎徹慣戶掃換擇"
    "擊擠攝敗敵斂暈曆殼條樣標樞橋機橫歐決涼淚淺渦滲滯漿漸潤濕瀉煩狹獨獲現產畫疊癲盡盤礙糾縫罰"
    "脅脫腳膿臉興艦蒼衛觸訊詢誘豐貼賁跡踴蹺軀迴遲郵醬釐鈷鉛鉤銳鋅錐鍺鎂閾闌陣陳隨韌響頓順預領"
    "顏飯飲餓驟骯鬆鬱鹽麥齊認懷慮議該須務聞還將準賴願絕傾極幾訴們誰許諾辦舉讓勸強彈愛樂業識譯"
)
_SIMPLIFIED = (
    "阳阴级颈节叶体转发轻严脉缓进变扩门纵锁断脑肾胆肠脏肤齿头额颞顶侧双单无与为于后术疗药医诊"
    "检测点类数个种肿块结钙钠钾剂输静动压温热长径区围显见应当对险从来会时间周岁内征状况观减损"
    "伤复复难紧续据异导坏组织学细虫链项颗颅颏颌髋髌龄关开闭联听临范处历残气没弥弥满溃浓滤烧环"
    "瘫痒疮痉监确积稳窦筛纯红统经维网缘线缩总继纤罗义声旧茎万荐号补规视亲计证评试误调护负贫质"
    "软较载辅运过达远适选遗边邻释针钝错镇镜铁阶隐杂离电颊频颤风养余验黄龈龋肃胶腊席传仅优亿仓"
    "两册冻别创划剧刘劳势汇协参员问启呕嘱国圆图执报场垫壶夹妇孙审实专寻属带干广弯彻惯户扫换择"
    "击挤摄败敌敛晕历壳条样标枢桥机横欧决凉泪浅涡渗滞浆渐润湿泻烦狭独获现产画叠癫尽盘碍纠缝罚"
    "胁脱脚脓脸兴舰苍卫触讯询诱丰贴贲迹踊跷躯回迟邮酱厘钴铅钩锐锌锥锗镁阈阑阵陈随韧响顿顺预领"
    "颜饭饮饿骤肮松郁盐麦齐认怀虑议该须务闻还将准赖愿绝倾极几诉们谁许诺办举让劝强弹爱乐业识译"
)
_SAME_LENGTH.update(str.maketrans(_TRADITIONAL, _SIMPLIFIED))
"""Traditional characters of clinical texts whose simplified form is one character, no other."""


class Span(Value):
    """A stretch of one side: offsets in characters of the original text, end exclusive."""

    start: int
    end: int
    text: str


def folded(text: str) -> str:
    """The text in lower case with narrow signs, as long as the original."""
    narrow = text.translate(_SAME_LENGTH)
    lower = narrow.lower()
    if len(lower) == len(narrow):
        return lower
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in narrow)


@dataclass(frozen=True)
class Side:
    """One side of a pair; `folded` is what patterns read, `text` what people see."""

    text: str
    language: str
    """A BCP 47 primary subtag: en, zh, or another."""

    @cached_property
    def folded(self) -> str:
        """Lower case, narrow signs, same length."""
        return folded(self.text)

    @cached_property
    def narrow(self) -> str:
        """Narrow signs with their case kept, same length."""
        return self.text.translate(_SAME_LENGTH)

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What checks have read of this side, by the reader, so that two never read it twice."""
        return {}

    @cached_property
    def is_chinese(self) -> bool:
        """Whether this side is read by the Chinese patterns."""
        return self.language == "zh"

    @cached_property
    def has_digit(self) -> bool:
        """Whether a digit stands anywhere, without which most patterns need not look."""
        return _DIGIT.search(self.folded) is not None

    def span(self, start: int, end: int) -> Span:
        """The stretch from start to end in the original."""
        return Span(start=start, end=end, text=self.text[start:end])


@dataclass(frozen=True)
class Pair:
    """What was written and what it was translated to."""

    source: Side
    target: Side

    @classmethod
    def of(cls, source: str, target: str, source_language: str, target_language: str) -> Pair:
        """A pair of plain texts, languages as BCP 47 tags ('zh-CN' counts as zh)."""
        return cls(
            Side(source, source_language.partition("-")[0].lower()),
            Side(target, target_language.partition("-")[0].lower()),
        )
