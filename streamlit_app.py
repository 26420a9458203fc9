"""The pages as a web application: `duban serve` starts it, or `streamlit run streamlit_app.py`."""

from starlette.middleware import Middleware
from streamlit.starlette import App

from ui.app import PAGES, main, ready
from ui.assets import Assets
from ui.door import ROUTES

if __name__ == "__main__":  # the script of the pages, in each run of a session
    main()
else:  # the server, which runs this file as its script
    app = App(
        __file__, routes=ROUTES, middleware=[Middleware(Assets, pages=[name for name, _ in PAGES])], lifespan=ready
    )
