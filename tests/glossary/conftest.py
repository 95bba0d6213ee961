from tests.agreement.conftest import sampled

__all__ = ["sampled"]
