"""The architectures that a checkpoint can be recognised as, most specific first."""

from __future__ import annotations

from srxai_plugin.engine.networks.base import Architecture
from srxai_plugin.engine.networks.carn import CARNArchitecture, CARNMArchitecture
from srxai_plugin.engine.networks.csnln import CSNLNArchitecture
from srxai_plugin.engine.networks.ddbpn import DDBPNArchitecture
from srxai_plugin.engine.networks.drln import DRLNArchitecture
from srxai_plugin.engine.networks.edsr import EDSRArchitecture
from srxai_plugin.engine.networks.espcn import ESPCNArchitecture
from srxai_plugin.engine.networks.fsrcnn import FSRCNNArchitecture
from srxai_plugin.engine.networks.imdn import IMDNArchitecture
from srxai_plugin.engine.networks.lapsrn import LapSRNArchitecture
from srxai_plugin.engine.networks.msrn import MSRNArchitecture
from srxai_plugin.engine.networks.nlrn import NLRNArchitecture
from srxai_plugin.engine.networks.pan import PANArchitecture
from srxai_plugin.engine.networks.rcan import RCANArchitecture
from srxai_plugin.engine.networks.rdn import RDNArchitecture
from srxai_plugin.engine.networks.rfdn import RFDNArchitecture
from srxai_plugin.engine.networks.rlfn import RLFNArchitecture
from srxai_plugin.engine.networks.rnan import RNANArchitecture
from srxai_plugin.engine.networks.san import SANArchitecture
from srxai_plugin.engine.networks.sft import SFTArchitecture
from srxai_plugin.engine.networks.srcnn import SRCNNArchitecture
from srxai_plugin.engine.networks.srdensenet import SRDenseNetArchitecture
from srxai_plugin.engine.networks.srresnet import SRResNetArchitecture
from srxai_plugin.engine.networks.vdsr import VDSRArchitecture
from srxai_plugin.errors import BadInput

ARCHITECTURES: tuple[Architecture, ...] = (
    EDSRArchitecture(),
    SRCNNArchitecture(),
    FSRCNNArchitecture(),
    ESPCNArchitecture(),
    VDSRArchitecture(),
    LapSRNArchitecture(),
    DDBPNArchitecture(),
    SRResNetArchitecture(),
    SRDenseNetArchitecture(),
    CARNArchitecture(),
    CARNMArchitecture(),
    MSRNArchitecture(),
    RDNArchitecture(),
    RCANArchitecture(),
    SFTArchitecture(),
    DRLNArchitecture(),
    PANArchitecture(),
    RNANArchitecture(),
    SANArchitecture(),
    NLRNArchitecture(),
    CSNLNArchitecture(),
    IMDNArchitecture(),
    RFDNArchitecture(),
    RLFNArchitecture(),
)


def architecture(id: str) -> Architecture:
    """Raises BadInput for an unknown id, and lists the known ones."""
    for candidate in ARCHITECTURES:
        if candidate.id == id:
            return candidate
    known = ", ".join(a.id for a in ARCHITECTURES)
    raise BadInput(f"Unknown architecture '{id}'. Choose one of: {known}.")
