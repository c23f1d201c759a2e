"""The architectures that a checkpoint can be recognised as, most specific first."""

from __future__ import annotations

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.carn import CARNArchitecture, CARNMArchitecture
from srxai_plugin.engine.networks.architectures.cnnsr import CNNSRArchitecture
from srxai_plugin.engine.networks.architectures.csnln import CSNLNArchitecture
from srxai_plugin.engine.networks.architectures.ddbpn import DDBPNArchitecture
from srxai_plugin.engine.networks.architectures.drln import DRLNArchitecture
from srxai_plugin.engine.networks.architectures.edsr import EDSRArchitecture
from srxai_plugin.engine.networks.architectures.espcn import ESPCNArchitecture
from srxai_plugin.engine.networks.architectures.fsrcnn import FSRCNNArchitecture
from srxai_plugin.engine.networks.architectures.imdn import IMDNArchitecture
from srxai_plugin.engine.networks.architectures.imdn_as import IMDNAnyScaleArchitecture
from srxai_plugin.engine.networks.architectures.imdn_plain import PlainIMDNArchitecture
from srxai_plugin.engine.networks.architectures.imdn_rte import HalvedIMDNArchitecture
from srxai_plugin.engine.networks.architectures.lapsrn import LapSRNArchitecture
from srxai_plugin.engine.networks.architectures.mambasr import MambaSRArchitecture
from srxai_plugin.engine.networks.architectures.mdsr import MDSRArchitecture
from srxai_plugin.engine.networks.architectures.msrn import MSRNArchitecture
from srxai_plugin.engine.networks.architectures.nlrn import NLRNArchitecture
from srxai_plugin.engine.networks.architectures.pan import PANArchitecture
from srxai_plugin.engine.networks.architectures.rcan import RCANArchitecture
from srxai_plugin.engine.networks.architectures.rdn import RDNArchitecture
from srxai_plugin.engine.networks.architectures.rfdn import RFDNArchitecture
from srxai_plugin.engine.networks.architectures.rlfn import RLFNArchitecture
from srxai_plugin.engine.networks.architectures.rnan import RNANArchitecture
from srxai_plugin.engine.networks.architectures.rrdb import RRDBArchitecture
from srxai_plugin.engine.networks.architectures.san import SANArchitecture
from srxai_plugin.engine.networks.architectures.sft import SFTArchitecture
from srxai_plugin.engine.networks.architectures.srcnn import SRCNNArchitecture
from srxai_plugin.engine.networks.architectures.srdensenet import SRDenseNetArchitecture
from srxai_plugin.engine.networks.architectures.srgan import SRGANArchitecture
from srxai_plugin.engine.networks.architectures.srresnet import SRResNetArchitecture
from srxai_plugin.engine.networks.architectures.srresnet_in import SRResNetInstanceArchitecture
from srxai_plugin.engine.networks.architectures.vdsr import VDSRArchitecture
from srxai_plugin.engine.networks.base import Architecture

ARCHITECTURES: tuple[Architecture, ...] = (
    EDSRArchitecture(),
    MDSRArchitecture(),
    SRCNNArchitecture(),
    FSRCNNArchitecture(),
    ESPCNArchitecture(),
    VDSRArchitecture(),
    LapSRNArchitecture(),
    DDBPNArchitecture(),
    SRResNetArchitecture(),
    SRResNetInstanceArchitecture(),
    SRGANArchitecture(),
    SRDenseNetArchitecture(),
    CARNArchitecture(),
    CARNMArchitecture(),
    MSRNArchitecture(),
    RDNArchitecture(),
    RCANArchitecture(),
    SFTArchitecture(),
    RRDBArchitecture(),
    DRLNArchitecture(),
    PANArchitecture(),
    RNANArchitecture(),
    SANArchitecture(),
    NLRNArchitecture(),
    CSNLNArchitecture(),
    IMDNArchitecture(),
    IMDNAnyScaleArchitecture(),
    PlainIMDNArchitecture(),
    HalvedIMDNArchitecture(),
    RFDNArchitecture(),
    RLFNArchitecture(),
    CNNSRArchitecture(),
    MambaSRArchitecture(),
)


def architecture(id: str) -> Architecture:
    """Raises BadInput for an unknown id, and lists the known ones."""
    for candidate in ARCHITECTURES:
        if candidate.id == id:
            return candidate
    known = ", ".join(a.id for a in ARCHITECTURES)
    raise BadInput(f"Unknown architecture '{id}'. Choose one of: {known}.")
