"""The categories that there are from the start, over the whole labour market; admins add and remove."""

from collections.abc import Iterator

from rematch_ingest.domain.categories import Category

# slug; name; words of titles that belong to it. A line that begins with spaces goes on with the one before.
_TABLE = """
software_engineer; Software engineering; software engineer, software developer, developer, programmer, backend,
    frontend, full stack, web developer, java, python, golang, php, dotnet, mobile developer, android, ios, embedded
    engineer, firmware, entwickler
data_scientist; Data science and machine learning; data scientist, machine learning, applied scientist,
    statistician, deep learning, ai engineer, computer vision, quantitative analyst
data_engineer; Data engineering; data engineer, etl, analytics engineer, data architect, database, big data, bi
    developer
data_analyst; Data and business analysis; data analyst, business analyst, bi analyst, product analyst, analytics,
    reporting analyst
devops_engineer; Cloud and infrastructure; devops, cloud, sre, site reliability, platform engineer, systems
    administrator, network engineer, infrastructure, network administrator
security_engineer; Information security; security engineer, cyber security, security analyst, penetration tester,
    information security, iam
qa_engineer; Software testing; qa, test automation, quality assurance engineer, sdet, software tester
it_support; IT support; it support, help desk, desktop support, technical support, service desk, it technician
product_manager; Product management; product manager, product owner, head of product, product lead
project_manager; Project management; project manager, program manager, scrum master, agile coach, pmo, project
    coordinator
designer; Design; ux designer, ui designer, graphic designer, product designer, web designer, art director, interior
    designer, illustrator, designer
mechanical_engineer; Mechanical engineering; mechanical engineer, mechanical designer, design engineer, thermal
    engineer, cad, hvac engineer, automotive engineer, aerospace engineer
electrical_engineer; Electrical and electronics engineering; electrical engineer, electronics engineer, power
    systems, fpga, asic, pcb, controls engineer, hardware engineer
civil_engineer; Civil engineering and surveying; civil engineer, structural engineer, surveyor, geotechnical,
    quantity surveyor, highway, estimator
architect; Architecture and planning; architect, urban planner, landscape architect, bim
chemical_engineer; Chemical and process engineering; chemical engineer, process engineer, materials engineer,
    petroleum
scientist; Science and research; scientist, research assistant, chemist, biologist, physicist, postdoc, laboratory,
    researcher
nurse; Nursing; nurse, nursing, midwife, rn, lpn, cna, krankenpfleger, altenpfleger, caregiver
physician; Doctors and dentists; physician, surgeon, doctor, dentist, psychiatrist, radiologist, anesthesiologist,
    general practitioner, veterinarian
allied_health; Therapy, pharmacy and care; therapist, pharmacist, pharmacy, paramedic, sonographer, medical
    assistant, radiologic, dental hygienist, phlebotomist, dietitian, social worker, psychologist, counselor
teacher; Teaching and childcare; teacher, tutor, professor, lecturer, teaching assistant, preschool, nanny,
    childcare, instructor, principal
accountant; Accounting and audit; accountant, accounting, bookkeeper, auditor, tax, payroll, accounts payable,
    accounts receivable
finance_analyst; Finance, banking and insurance; financial analyst, finance, investment, banker, loan, credit,
    underwriter, actuary, risk, treasury, trader, claims, insurance
lawyer; Law; lawyer, attorney, solicitor, legal, paralegal, counsel, compliance
human_resources; People and recruiting; recruiter, human resources, hr, talent, people partner, training
marketing_manager; Marketing and communication; marketing, seo, social media, brand, communications, copywriter,
    content, public relations, campaign
sales_representative; Sales and accounts; sales, account executive, account manager, business development, real
    estate agent
customer_service; Customer service; customer service, customer support, customer success, call center, client
    service
administrative_assistant; Office and administration; administrative assistant, executive assistant, office manager,
    receptionist, secretary, clerk, data entry, office
operations_manager; Management and operations; operations manager, general manager, chief executive, ceo, coo,
    managing director, consultant, strategy
supply_chain; Supply chain and purchasing; supply chain, logistics, procurement, buyer, planner, purchasing, freight
warehouse_worker; Warehouse; warehouse, forklift, picker, packer, inventory, shipping
driver; Driving and transport; driver, truck, delivery, courier, pilot, bus, dispatcher
electrician; Electrical trades; electrician, lineman, low voltage, solar installer, elektriker
construction_worker; Construction trades; carpenter, plumber, roofer, mason, painter, construction, laborer, welder,
    pipefitter, scaffolder, tiler
maintenance_technician; Maintenance and repair; maintenance, mechanic, technician, hvac, handyman, repair
production_worker; Production; production, machine operator, assembler, machinist, manufacturing, quality inspector,
    cnc
retail_associate; Retail; retail, cashier, store manager, shop assistant, merchandiser, stocker
cook; Food and restaurants; cook, chef, baker, waiter, bartender, barista, kitchen, restaurant, butcher
hospitality; Hotels, travel and events; hotel, housekeeper, concierge, event, travel, flight attendant, tour guide
cleaner; Cleaning; cleaner, cleaning, janitor, laundry
security_guard; Protection and safety; security guard, police, firefighter, safety officer, lifeguard, guard
personal_care; Beauty and fitness; hairdresser, barber, esthetician, massage, personal trainer, fitness, nail
agriculture; Farming and nature; farm, gardener, agronomist, forester, landscaper, arborist, grower
media; Media and performing arts; journalist, editor, photographer, video, musician, actor, writer, translator,
    sound
"""


def default_categories() -> Iterator[Category]:
    for line in _TABLE.replace("\n    ", " ").strip().splitlines():
        slug, name, keywords = (part.strip() for part in line.split(";"))
        yield Category(slug, name, tuple(word.strip() for word in keywords.split(",")), "seeded")
