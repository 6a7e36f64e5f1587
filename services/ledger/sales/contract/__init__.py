"""Sales per member or household, the base of refunds; the closings of tills; what was sold by month."""

from .refusals import (
    MemberTwiceInHousehold,
    ReturnExceedsSale,
    SaleAlreadyReversed,
    SaleDiffers,
    SaleInWrongCurrency,
    SaleToTwoBuyers,
    TillClosingCorrected,
    TillClosingDiffers,
    TillDiffersFromSales,
    TillUnbalanced,
    TillWithoutAuxiliary,
    UnknownBuyer,
    UnknownHousehold,
    UnknownSale,
    UnknownTillClosing,
    UnknownVatRate,
    VatLinesDiffer,
)
from .reports import report_sales, report_sales_document
from .sales import (
    CHANNELS,
    get_household,
    import_sales,
    list_sales,
    put_household,
    record_sale,
    record_sales,
    reverse_sale,
    sales_by_member,
    sales_summary,
)
from .tills import MEANS, close_till, get_till_closing, list_till_closings

__all__ = [
    "CHANNELS", "MEANS", "MemberTwiceInHousehold", "ReturnExceedsSale", "SaleAlreadyReversed", "SaleDiffers",
    "SaleInWrongCurrency", "SaleToTwoBuyers", "TillClosingCorrected", "TillClosingDiffers", "TillDiffersFromSales",
    "TillUnbalanced", "TillWithoutAuxiliary", "UnknownBuyer", "UnknownHousehold", "UnknownSale", "UnknownTillClosing",
    "UnknownVatRate", "VatLinesDiffer", "close_till", "get_household", "get_till_closing", "import_sales",
    "list_sales", "list_till_closings", "put_household", "record_sale", "record_sales", "report_sales",
    "report_sales_document", "reverse_sale", "sales_by_member", "sales_summary",
]  # fmt: skip
