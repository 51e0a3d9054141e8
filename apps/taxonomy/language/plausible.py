"""Whether a unit fits what its name says: no temperature is measured in millimetres, no wavelength in milliwatts.

Only names whose last word leaves no choice are held against the unit. A share (%, ppm) fits every name: it may be an
error of the quantity. A unit that does not fit sends the reading to a person; nothing is ever changed by it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from apps.taxonomy.language.types import Reading
from apps.taxonomy.language.units import default_units

_KINDS = (
    (r"温度|露点|熔点|沸点", "temp dtemp trate tempco tgradient"),
    (r"(?<!率)时间|时长", "time period workdays"),
    (r"压力|气压|压强", "pressure force stressrate"),
    (r"电压", "voltage voltage_rms voltage_pp dbuv energy noisedens"),
    (r"波长", "length wavenumber energy"),
    (r"转速", "rot rcf angvel freq"),
    (r"重量|自重", "mass force"),
    (r"直径|内径|外径|半径|焦距|工作距离|粒径|孔径", "length magn"),
    (r"相对湿度|环境湿度|湿度", "rh temp"),
    (r"电阻率", "resistivity sheetres"),
    (r"电阻", "resistance"),
    (r"(?<!比)体积|容积", "volume adsorb porevol count"),
    (r"流速|流量", "flow massflow weightflow vel"),
    (r"角度|倾角|夹角", "angle angle2 angle2theta"),
    (r"频率", "freq linerate framerate pulsefreq sps rot doserate count wpm"),
    (r"功率", "power heatrate dbm apparentpower soundpower powerdens"),
    (r"电流", "current absorb electronrate currentdensity"),
    (r"厚度|间距|焦深|光程", "length wavenumber"),
    (r"承重|载重", "mass force pressure"),
    (r"扭矩|转矩", "torque"),
    (r"内存|硬盘", "storage mem accel magfield count sets"),
    (r"尺寸", "length magn area pixels bits count"),
    (r"质保期?|保修期|货期", "period time workdays"),
    (r"信噪比", "snr gain"),
)
_TAIL = r"(?:范围|上限|下限|区间)?(?:AC|DC|Φ)?$"
_NAMES = tuple((re.compile(rf"(?:{words}){_TAIL}"), set(kinds.split())) for words, kinds in _KINDS)
_BARE = re.compile(r"数值孔径|信噪比")  # these have no unit, although a part of the name has one
_HOW_MANY = frozenset({"个", "种", "档", "点", "组"})  # 波长≥7个: how many of them
_SHARES = frozenset({"ratio", "massfraction", "volfraction", "pctfs", "pctrd", "strain", "ratioT"})


@lru_cache(maxsize=4096)
def contradicts_name(name: str, unit: str | None) -> bool:
    """Whether the unit measures something that a parameter of this name cannot be."""
    kinds = set(default_units().quantities(unit)) if unit else set()
    if not kinds or kinds & _SHARES or unit in _HOW_MANY:
        return False
    fitting = next((fits for pattern, fits in _NAMES if pattern.search(name)), None)
    return fitting is not None and not kinds & fitting


def lacks_unit(name: str, reading: Reading) -> bool:
    """Whether a quantity that always has a unit (温度, 波长, 压力) is given as a bare number."""
    return reading.unit is None and not _BARE.search(name) and any(pattern.search(name) for pattern, _ in _NAMES)
