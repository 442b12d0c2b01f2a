from monitor.model import Page, Request
from monitor.sources.google_business import GoogleBusiness

SOURCE = GoogleBusiness(location="accounts/1/locations/2", client_id="c", client_secret="s", refresh_token="r")
PAGE = Page(
    items=(),
    more=Request(
        url="https://mybusiness.googleapis.com/v4/accounts/1/locations/2/reviews?pageSize=50&orderBy=updateTime%20desc",
        headers=(
            (
                "authorization",
                "Bearer invented",
            ),
        ),
    ),
)
