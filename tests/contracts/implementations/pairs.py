"""Ports that a contract holds together with another: what one writes, the other finds."""

from dataclasses import dataclass

from mypy_boto3_dynamodb import DynamoDBClient
from mypy_boto3_secretsmanager import SecretsManagerClient

from appcare.application.delivery_list import DeliveryList
from appcare.application.delivery_ports import FailedDeliveries
from appcare.application.history_ports import ContactBook
from appcare.application.operator_ports import SecretStore
from appcare.application.ports import Contacts
from appcare.aws.secret_store import SecretsManagerStore
from appcare.aws.state.contact_book import DynamoContactBook
from appcare.aws.state.contacts import DynamoContacts
from appcare.aws.state.delivery_list import DynamoDeliveryList
from appcare.aws.state.failed_deliveries import DynamoFailedDeliveries
from appcare.memory.contacts import MemoryContacts
from appcare.memory.delivery_list import MemoryDeliveryList
from appcare.memory.history import MemoryContactBook
from appcare.memory.operator import MemorySecretStore
from appcare.memory.state import MemoryFailedDeliveries
from tests.contracts.implementations.imitations import fresh

MESSAGES_DAYS = 365


@dataclass(frozen=True, slots=True)
class ContactsWithBook:
    """Contacts, and the book that they are looked up in."""

    contacts: Contacts
    book: ContactBook

    @classmethod
    def in_memory(cls) -> "ContactsWithBook":
        """Nobody is known."""
        contacts = MemoryContacts()
        return cls(contacts, MemoryContactBook(contacts))

    @classmethod
    def on_dynamo(cls, client: DynamoDBClient, table: str) -> "ContactsWithBook":
        """Nobody is known."""
        contacts = DynamoContacts(client, table, now=lambda: 1_800_000_000_000)
        return cls(contacts, DynamoContactBook(client, table))


@dataclass(frozen=True, slots=True)
class ListedDeliveries:
    """Failed deliveries, and the list of them."""

    failed: FailedDeliveries
    list: DeliveryList

    @classmethod
    def in_memory(cls) -> "ListedDeliveries":
        """Nothing failed yet."""
        failed = MemoryFailedDeliveries()
        return cls(failed, MemoryDeliveryList(failed))

    @classmethod
    def on_dynamo(cls, client: DynamoDBClient, table: str) -> "ListedDeliveries":
        """Nothing failed yet."""
        failed = DynamoFailedDeliveries(client, table, MESSAGES_DAYS)
        return cls(failed, DynamoDeliveryList(client, table))


@dataclass(frozen=True, slots=True)
class StoreWithSecret:
    """A store, and the id of an empty secret in it."""

    store: SecretStore
    id: str

    @classmethod
    def in_memory(cls) -> "StoreWithSecret":
        """A secret that nobody has put anything into."""
        return cls(MemorySecretStore(), "secret")

    @classmethod
    def on_secrets_manager(cls, client: SecretsManagerClient) -> "StoreWithSecret":
        """A secret that nobody has put anything into."""
        name = fresh("secret")
        client.create_secret(Name=name)
        return cls(SecretsManagerStore(client), name)
