"""Invented names. None of them belongs to anybody we know of; every row that carries one is marked 示例."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "yiqiao-sample-2026"  # noqa: S105  the sample world's own, printed by run.py; never in production
DOMAIN = "sample.yiqiao.example"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One user of the sample world that people try the platform with."""

    role: str
    name: str
    email: str
    organisation: str


INSTITUTIONS: tuple[tuple[str, str], ...] = (
    ("江岚理工大学", "34"),
    ("临澍大学", "32"),
    ("东岑材料研究院", "42"),
    ("滨岫环境监测中心", "12"),
    ("云屿医科大学", "33"),
    ("北垣农业科学院", "21"),
    ("南岑师范大学", "44"),
    ("西陇科技大学", "61"),
    ("川屏大学", "51"),
    ("沧泊海洋研究所", "37"),
    ("岭池化工研究院", "44"),
    ("汉皋大学", "42"),
    ("湘屿工业大学", "43"),
    ("赣溪大学", "36"),
    ("闽岬大学", "35"),
    ("桂榕大学", "45"),
    ("滇岭植物研究所", "53"),
    ("黔岩大学", "52"),
    ("陇原材料研究所", "62"),
    ("冀泽大学", "13"),
    ("晋岳煤化工研究院", "14"),
    ("豫川农业大学", "41"),
    ("鲁岬工程大学", "37"),
    ("辽屿工业大学", "21"),
    ("吉岚光学研究所", "22"),
    ("龙泽林业大学", "23"),
    ("沪浔大学", "31"),
    ("京畔分析测试中心", "11"),
    ("渝岭大学", "50"),
    ("津浦药物研究所", "12"),
    ("琼屿热带医学院", "46"),
    ("宁塬大学", "64"),
    ("青塬盐湖研究所", "63"),
)
MAKER_STEMS = (
    "霁川 岚谷 汀岸 砚池 衡岳 澄屿 云杼 拓峦 岫光 渡川 启岑 木垄 南榆 枫渚 竹坞 北垄 临汀 溯光 屿衡 朗岑 "
    "川砺 沐屿 松崖 栖岩 鹿汀 觉川 望舒 临皋 澜庭 谷神 砥原 弘岑 星渚 初霁 远岫 凌波 岱宗 映雪 归棹 听涛 "
    "长薇 青缃 素衡 明砚 瀚墨 微澜 苍梧 鸣岐 疏影 知白 若谷 思齐 致微 格物 精研 求是堂 方寸 毫末 分光阁 量子舟 "
    "同尘 和光 玄鉴 洞微"
).split()
MAKER_ENDINGS = ("仪器", "科学仪器", "分析技术", "精密", "光电", "科仪")
MAKER_PROVINCES = "32 33 11 31 44 42 34 61 51 37 21 22 43 35 12 13 41 50".split()
CENTRES: tuple[tuple[str, str], ...] = (
    ("华岑仪器验证评价中心", "31"),
    ("中部计量评价站", "42"),
    ("岭南分析仪器评价中心", "44"),
    ("北方计量测试所", "11"),
)
BROKERAGES: tuple[tuple[str, str], ...] = (
    ("科桥技术经理人事务所", "31"),
    ("皖江仪器对接服务中心", "34"),
    ("川渝成果经纪", "51"),
)
IMPORTERS: tuple[tuple[str, str], ...] = (("远舶进口仪器服务", "31"), ("海泊科学器材", "44"))
IMPORTED_BRANDS = ("Halvorsen", "Brightmoor", "Okisawa", "Venterra")
PLATFORM = ("仪桥平台运营中心", "11")
PEOPLE = (
    "周砚 林汀 陈岑 许屿 何澜 宋棠 沈榆 顾衡 陆枫 叶舟 苏霁 程川 韩岳 罗垄 唐渚 谢昭 邓谷 冯杼 曹岚 彭溯 "
    "董栖 袁朗 潘沐 蒋砺 蔡松 余望 杜皋 魏庭 吕弘 丁薇"
).split()

SIGN_INS: tuple[SignIn, ...] = (
    SignIn("需求单位·采购（成员）", "周砚", f"buyer@{DOMAIN}", INSTITUTIONS[0][0]),
    SignIn("需求单位·设备处（审批人）", "林汀", f"approver@{DOMAIN}", INSTITUTIONS[0][0]),
    SignIn("仪器制造商·销售工程师", "陈岑", f"maker@{DOMAIN}", f"{MAKER_STEMS[0]}{MAKER_ENDINGS[0]}"),
    SignIn("评价中心·评价员", "许屿", f"evaluator@{DOMAIN}", CENTRES[0][0]),
    SignIn("经理人", "何澜", f"broker@{DOMAIN}", BROKERAGES[0][0]),
    SignIn("平台管理员", "宋棠", f"admin@{DOMAIN}", PLATFORM[0]),
    SignIn("审计（只读）", "沈榆", f"auditor@{DOMAIN}", PLATFORM[0]),
    SignIn("平台管理员（第二位，批准权重）", "顾衡", f"admin2@{DOMAIN}", PLATFORM[0]),
)
