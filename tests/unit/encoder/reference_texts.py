"""500 texts whose vectors stand in reference.npz, in this order, as sentence-transformers computes them from the same
weights in fp32 at 256 tokens. `make test-reference WRITE=1` writes the file."""

# ruff: noqa: RUF001 - other scripts are the point of some of these texts

from pathlib import Path

_DUTIES = (
    "You will design, build and run services that match people to work within a second of a posting being seen.",
    "You pair with colleagues, review their changes, and leave every module simpler than it was when you found it.",
    "Experience with Python, PostgreSQL, Kafka and Kubernetes is required; knowledge of search ranking is a plus.",
    "We offer a pension, thirty days of leave, a training budget, and work from home on up to three days a week.",
    "Our platform team is on call one week in seven, and is paid for it whether or not anybody is woken up.",
)

_JOBS = (
    "software engineer, Python",
    "python developer",
    "dental nurse",
    "Senior Backend Engineer (Go/Kubernetes) - remote within the EU",
    "Registered nurse, intensive care, night shifts, 36 hours a week",
    "Forklift driver, class B licence, three-shift rota",
    "C++ developer for embedded systems; C#, .NET and F# are a plus",
    "Head chef, 80 covers, seasonal menu",
    "Data scientist: forecasting, PyTorch, Airflow, dbt",
    "Primary school teacher (maths & science), permanent",
    "Solar panel installer, working at height, own tools",
    "Sr. SWE, ML infra, L5+, $180k-$240k + RSU",
    "HGV Class 1 driver - nights out - GBP 18.50/hr",
    "Accounts payable clerk\n\n- invoices\n- month end\n- SAP FI/CO",
    "<p>We are <b>hiring</b> a <i>welder</i> (MIG/TIG).</p><ul><li>Own transport</li></ul>",
    "Translator German-English, legal texts, freelance",
    "iOS engineer; Swift, SwiftUI, Combine; 5+ years",
    "Warehouse operative",
    "Chief of Staff to the CEO",
    "Intern, marketing, summer 2025",
)

_LANGUAGES = (
    "Entwickler für eingebettete Systeme (m/w/d) in München gesucht",
    "Infirmière diplômée d'État, hôpital de jour, Orléans",
    "Se busca desarrollador de software con experiencia en Java",
    "Specjalista ds. płac, Łódź, umowa o pracę",
    "Yazılım mühendisi aranıyor, İstanbul",
    "Kỹ sư phần mềm tại Thành phố Hồ Chí Minh",
    "Инженер-программист, удалённая работа",
    "Μηχανικός λογισμικού στην Αθήνα",
    "ソフトウェアエンジニア募集、東京、リモート可",
    "高级后端工程师，北京，精通分布式系统",
    "소프트웨어 엔지니어, 서울, 정규직",
    "مهندس برمجيات في دبي",
    "מהנדס תוכנה בתל אביב",
    "सॉफ्टवेयर इंजीनियर, बेंगलुरु",
    "วิศวกรซอฟต์แวร์ กรุงเทพ",
    "naïve café résumé coöperate Ångström",
    "re\u0301sume\u0301 with combining accents",
)

_ODD = (
    "",
    " ",
    "\n\t \r\n",
    "a",
    "?",
    "...!!!---###",
    "🚀",
    "We 💛 our engineers 👩‍💻👨‍🔧 and ship 🚢🚢🚢",
    "🇩🇪 Berlin 🇫🇷 Paris",
    "[CLS] special [SEP] tokens [MASK] as [PAD] text [UNK]",
    "zero\u200bwidth\u00a0and\u2003odd\ufeff blanks",
    "control\x01cha\x7fracters \x00 and \ufffd replacement",
    "https://jobs.example/apply?id=12345&utm_source=feed#top",
    "SELECT id, title FROM jobs WHERE salary > 50000 ORDER BY seen DESC;",
    "def embed(texts): return [vector(t) for t in texts]",
    "3.14159 1,000,000 0x1F 1e-12 50% 2024-05-01T12:00:00Z",
    "ALL CAPITALS URGENT HIRING NOW",
    "pneumonoultramicroscopicsilicovolcanoconiosis specialist",
    "x" * 150,
    "Kubernetes " * 60,
    "e\u0301" * 90,
)

_LONG = (
    " ".join(_DUTIES),
    " ".join(_DUTIES * 3),
    " ".join(_DUTIES * 22),  # about 2,000 words
    "分布式系统工程师" * 60,
    " \n".join(_JOBS),
)

_TITLES = (
    "Backend engineer",
    "Registered nurse",
    "Forklift driver",
    "Payroll clerk",
    "Data analyst",
    "Plumber",
    "Ingénieur qualité",
    "Buchhalter (m/w/d)",
    "Enfermera de urgencias",
    "Backend-Entwickler",
    "データサイエンティスト",
    "护士",
    "ممرضة",
    "Бухгалтер",
)
_PLACES = ("Berlin", "Lyon, France", "remote", "São Paulo", "东京", "Tel Aviv - תל אביב", "Leeds (hybrid)", "القاهرة")
_SKILLS = (
    "Python, PostgreSQL, Kafka, Kubernetes",
    "intensive care, triage, night shifts",
    "class B licence, warehouse scanners",
    "SAP, IFRS, month end",
    "SQL, dbt, Tableau; statistics",
    "boilers, gas safety, own van",
    "ISO 9001, lean, audits",
    "React, TypeScript, GraphQL",
    "Spring Boot, Java 21, microservices",
    "wound care, paediatrics",
    "C++17, CMake, real-time Linux",
)
_SIGNS = ("", "🚀 ", "URGENT: ", "[REMOTE] ", "★ ")
_GENERATED = 437


def _generated(number: int) -> str:
    """An ad out of parts: strides without a common factor, so that hundreds of numbers give as many combinations."""
    title, place, skills, sign = (
        parts[number * stride % len(parts)] for parts, stride in ((_TITLES, 5), (_PLACES, 3), (_SKILLS, 7), (_SIGNS, 2))
    )
    duties = [_DUTIES[(number + step) % len(_DUTIES)] for step in range(number % 4)]
    return "\n".join((f"{sign}{title} ({number % 9} years), {place}", f"Skills: {skills}", *duties))


VARIED = (*_JOBS, *_LANGUAGES, *_ODD, *_LONG)
TEXTS = (*VARIED, *(_generated(number) for number in range(_GENERATED)))

REFERENCE = Path(__file__).with_name("reference.npz")
