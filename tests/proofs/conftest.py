from tests.daemon.stage import config as config
from tests.daemon.stage import place as place
