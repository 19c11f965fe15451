"""A ``services.toml`` that has everything at the simulators."""

from __future__ import annotations


def services_toml(url: str, token: str | None = None) -> str:
    """Return the file for simulators at ``url``."""

    def system(path: str) -> str:
        secret = f', token = "{token}"' if token else ""
        return f'system = {{url = "{url}{path}"{secret}}}'

    sources = "\n".join(
        f'[[sources]]\nsource = "{source}"\n{system(f"/sources/{source}")}'
        for source in ("household", "business", "education", "credit")
    )
    return f"""version = 1

[notices]
adapter = "http"
{system("")}

[[departments]]
department_id = "civil_affairs"
offices = ["区民政局"]
{system("/department")}

[[offices]]
station_code = "LS"
place = "骊山街道便民服务中心"
hours = [{{opens = 09:00:00, closes = 12:00:00}}, {{opens = 14:00:00, closes = 17:00:00}}]
[[offices.services]]
service_id = "general"
name = "综合窗口"
prefix = "A"
slot_minutes = 30
seats = 2
days_ahead = 7
tickets_per_day = 200
[[offices.services]]
service_id = "household"
name = "户籍窗口"
items = ["id_card_renewal"]
prefix = "H"
seats = 1
tickets_per_day = 3

{sources}

[[prefill]]
item_id = "senior_allowance"
source = "household"
fields = ["household_head", "household_address"]
basis = "示例：省级政务数据共享目录"
[[prefill]]
item_id = "food_business_permit"
source = "business"
fields = ["name", "address"]
basis = "示例：省级政务数据共享目录"
[[prefill]]
item_id = "food_business_permit"
source = "credit"
fields = ["credit_record"]
basis = "示例：告知承诺制信用核查"

[[issuers]]
issuer_id = "insurance"
items = ["insurance_certificate_print"]
{system("/certificates")}
"""
