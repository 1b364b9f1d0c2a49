"""The words of bench.ads: ten trades with what is done in them, and what firms of all trades say."""

from dataclasses import dataclass


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


@dataclass(frozen=True, slots=True)
class Trade:
    """What jobs of one trade are called, what is done in them, to what and with whom, and what they ask for."""

    heads: tuple[str, ...]
    focuses: tuple[str, ...]
    verbs: tuple[str, ...]
    things: tuple[str, ...]
    people: tuple[str, ...]
    skills: tuple[str, ...]


# Heads; focuses; verbs; things; people; skills.
_TRADES = """
Software Engineer, Developer, Platform Engineer, Site Reliability Engineer, Test Engineer, Mobile Engineer;
Payments, Search, Identity, Billing, Observability, Messaging, Checkout, Mapping, Media, Storage;
design, build, maintain, profile, refactor, ship, harden, document, migrate, test, review, automate;
event pipelines, public interfaces, release tooling, background workers, caching layers, schema changes, feature flags,
rate limiters, build servers, audit trails, batch imports, webhooks, query plans, retry queues, staging environments;
product managers, data analysts, support engineers, security reviewers, designers, partner developers;
Python, Kubernetes, PostgreSQL, Kafka, Go, TypeScript, Terraform, Docker, Java, React, Redis, GraphQL, AWS, Linux
#
Data Analyst, Data Engineer, Data Scientist, Reporting Analyst, Analytics Engineer, Machine Learning Engineer;
Pricing, Risk, Marketing, Forecasting, Operations, Fraud, Retention, Supply, Energy, Health;
model, clean, explain, forecast, visualise, validate, aggregate, query, monitor, interpret, present, reconcile;
demand curves, customer cohorts, experiment results, ledger extracts, sensor readings, churn signals, survey answers,
attribution reports, warehouse tables, data contracts, dashboards, anomaly alerts, feature stores, metric definitions;
finance partners, category managers, engineers, field researchers, auditors, regional directors;
SQL, Python, Tableau, dbt, Snowflake, Spark, Airflow, Power BI, pandas, BigQuery, Excel, Looker, R, statistics
#
Registered Nurse, Staff Nurse, Nurse Practitioner, Care Assistant, Charge Nurse, Clinical Educator;
ICU, Emergency, Paediatrics, Oncology, Dialysis, Cardiology, Surgery, Maternity, Geriatrics, Rehabilitation;
assess, chart, prepare, administer, coordinate, observe, teach, comfort, triage, discharge, reposition, escalate;
care plans, infusion pumps, wound dressings, medication rounds, vital signs, handover notes, admission forms,
isolation rooms, fall risks, pain scores, family meetings, discharge letters, infection checks, ventilator settings;
physicians, therapists, pharmacists, relatives, social workers, night colleagues;
BLS, ACLS, IV therapy, triage, patient education, medication administration, wound care, Epic, phlebotomy, PALS
#
Truck Driver, Delivery Driver, Dispatcher, Fleet Coordinator, Forklift Operator, Warehouse Associate;
Night Shift, Regional, Flatbed, Refrigerated, Cross Dock, Last Mile, Yard, Inbound, Returns, Container;
load, secure, inspect, deliver, scan, pick, pack, stage, route, weigh, refuel, reconcile;
mixed pallets, trailer seals, route sheets, loading docks, return crates, cold chain boxes, customs papers, tail lifts,
delivery windows, axle loads, cycle counts, bonded goods, roll cages, proof of delivery slips;
dock supervisors, customers, planners, customs brokers, mechanics, shift leads;
CDL-A, forklift operation, route planning, inventory management, order picking, WMS, RF scanner, OSHA, load securing
#
Electrician, Maintenance Technician, HVAC Technician, Welder, Machinist, Plumber;
Commercial, Industrial, Marine, Rail, Hospital, Elevator, Solar, Refrigeration, Packaging, Switchgear;
install, repair, wire, calibrate, dismantle, solder, commission, troubleshoot, replace, align, grease, inspect;
control panels, cable trays, compressors, pump seals, conveyor drives, heat exchangers, gearboxes, safety relays,
pressure valves, motor windings, hydraulic hoses, emergency lights, boiler rooms, lathe spindles;
plant managers, apprentices, site foremen, surveyors, suppliers, building inspectors;
PLC programming, blueprint reading, MIG welding, TIG welding, preventive maintenance, HVAC, AutoCAD, CNC, pipe fitting
#
Accountant, Controller, Payroll Specialist, Financial Analyst, Auditor, Tax Advisor;
Treasury, Consolidation, Receivables, Payables, Leasing, Grants, Transfer Pricing, Fixed Assets, Cost, Compliance;
close, reconcile, file, forecast, audit, post, review, allocate, reclassify, budget, approve, archive;
month end journals, bank statements, supplier invoices, tax returns, accruals, intercompany balances, expense claims,
payroll runs, asset registers, covenant reports, cash positions, cost centres, annual accounts, dunning letters;
external auditors, department heads, bankers, tax authorities, shareholders, procurement colleagues;
SAP, Excel, IFRS, US GAAP, QuickBooks, accounts payable, budgeting, NetSuite, payroll, CPA, financial reporting
#
Account Executive, Sales Manager, Business Developer, Customer Success Manager, Store Manager, Sales Representative;
Enterprise, Hospitality, Public Sector, Automotive, Insurance, Pharma, Retail, Telecom, Education, Agriculture;
prospect, negotiate, pitch, qualify, renew, forecast, demonstrate, upsell, visit, advise, close, onboard;
framework agreements, trade fairs, product demos, renewal quotes, territory plans, reference visits, tender documents,
pipeline reviews, price lists, loyalty schemes, window displays, pilot projects, referral programmes, key accounts;
resellers, buyers, marketing colleagues, founders, category leads, legal counsel;
Salesforce, negotiation, cold calling, HubSpot, account management, CRM, lead generation, public speaking, B2B sales
#
UX Designer, Product Designer, Graphic Designer, Art Director, Motion Designer, Content Designer;
Onboarding, Brand, Packaging, Accessibility, Editorial, Games, Exhibitions, Commerce, Wayfinding, Illustration;
sketch, prototype, research, illustrate, animate, typeset, critique, storyboard, interview, redraw, art direct, test;
design systems, icon sets, style guides, user journeys, page layouts, trade show booths, colour palettes, title cards,
label artwork, empty states, usability findings, photo shoots, form fields, information architecture;
copywriters, printers, researchers, front end engineers, photographers, editors;
Figma, Adobe Illustrator, Photoshop, InDesign, user research, wireframing, typography, After Effects, HTML, CSS
#
Line Cook, Sous Chef, Pastry Chef, Restaurant Manager, Housekeeping Supervisor, Front Desk Agent;
Breakfast, Banquets, Bakery, Vegan Kitchen, Rooftop, Spa, Airport, Conference, Grill, Resort;
prepare, season, plate, order, clean, schedule, greet, stock, bake, taste, upsell, train;
tasting menus, guest rooms, allergen lists, walk in fridges, linen deliveries, group bookings, wine pairings, late check
outs, buffet lines, prep lists, minibar counts, hygiene logs, wedding parties, sourdough starters;
servers, suppliers, event planners, night porters, regular guests, kitchen porters;
food safety, HACCP, menu planning, Opera PMS, inventory control, pastry, customer service, cash handling, barista
#
Project Manager, Office Manager, Executive Assistant, HR Generalist, Recruiter, Procurement Manager;
Construction, Relocation, Facilities, Change, Research, Events, Legal, Shared Services, Start-up, Philanthropy;
plan, coordinate, chair, schedule, negotiate, onboard, archive, procure, survey, mediate, budget, report;
steering committees, board papers, travel bookings, job descriptions, vendor contracts, floor plans, risk registers,
training calendars, grant applications, interview panels, lease renewals, retention surveys, milestone charts, tenders;
trustees, architects, contractors, works councils, executives, job applicants;
project management, Microsoft Office, scheduling, PMP, stakeholder management, Jira, contract negotiation, onboarding
"""


def _trade(text: str) -> Trade:
    return Trade(*(_listed(part.replace("\n", " ")) for part in text.split(";")))


TRADES = tuple(_trade(text) for text in _TRADES.split("\n#\n"))
LEVELS = ("", "", "", "Junior ", "Senior ", "Senior ", "Lead ", "Principal ")

QUALITIES = _listed(
    "overlooked, time-critical, bilingual, seasonal, high-volume, newly acquired, cross-border, legacy,"
    "customer-facing, regulated, experimental, shared, outdated, mission-critical, multi-site, low-margin,"
    "award-winning, unglamorous, fast-growing, half-finished, second-hand, prototype, confidential, weekend,"
    "flagship, rural, contested, paper-based, inherited, underrated, export, emergency, small-batch, long-running,"
    "temporary, delicate, oversized, promising"
)
MOMENTS = _listed(
    "before, after, during, despite, without, for, around, beyond, ahead of, because of, instead of, in spite of,"
    "next to, thanks to, throughout, against, alongside, between, with, under, regardless of, following, amid"
)
OCCASIONS = _listed(
    "harvest, merger, inspection, rebuilding, night shift, board meeting, trade fair, heat wave, product launch,"
    "holiday, audit, relocation, snowfall, strike, anniversary, price rise, refurbishment, power cut, site visit,"
    "handover, census, pilot, budget freeze, recall, school term, festival, takeover, ferry delay, stocktaking,"
    "drought, election, marathon, warranty, regatta, open day, tender, curfew, road closure, software update,"
    "farewell, retrial, blackout, expansion, monsoon, shutdown, deadline, rush hour, detour, press tour,"
    "training week, vacancy, shortage, rehearsal, dispute"
)
PLACES = (
    ("Austin, TX", "US"),
    ("Columbus, Ohio", "US"),
    ("US-VA-Richmond", "US"),
    ("Portland, OR", "US"),
    ("Denver, CO, USA", "US"),
    ("Raleigh, NC", "US"),
    ("Madison, Wisconsin", "US"),
    ("Tucson, Arizona, United States", "US"),
    ("Spokane, WA", "US"),
    ("Boston, MA", "US"),
    ("Toronto, ON, Canada", "CA"),
    ("Calgary, Alberta", "CA"),
    ("Halifax, Nova Scotia, Canada", "CA"),
    ("Leeds, United Kingdom", "GB"),
    ("Bristol, UK", "GB"),
    ("Glasgow, Scotland", "GB"),
    ("Cardiff, Wales, UK", "GB"),
    ("Dublin, Ireland", "IE"),
    ("Cork, Ireland", "IE"),
    ("Hamburg, Germany", "DE"),
    ("Leipzig, Deutschland", "DE"),
    ("München, Germany", "DE"),
    ("Vienna, Austria", "AT"),
    ("Zurich, Switzerland", "CH"),
    ("Utrecht, Netherlands", "NL"),
    ("Ghent, Belgium", "BE"),
    ("Lyon, France", "FR"),
    ("Porto, Portugal", "PT"),
    ("Valencia, Spain", "ES"),
    ("Turin, Italy", "IT"),
)
