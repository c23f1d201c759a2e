"""The layouts of the authors' state dicts: names, shapes and totals."""

from __future__ import annotations

import json

import pytest
import torch

from srxai_plugin.engine.networks.architectures.carn import CARN
from srxai_plugin.engine.networks.architectures.cnnsr import CNNSR
from srxai_plugin.engine.networks.architectures.csnln import CSNLN
from srxai_plugin.engine.networks.architectures.ddbpn import DDBPN
from srxai_plugin.engine.networks.architectures.drln import DRLN
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.architectures.espcn import ESPCN
from srxai_plugin.engine.networks.architectures.fsrcnn import FSRCNN
from srxai_plugin.engine.networks.architectures.imdn import IMDN
from srxai_plugin.engine.networks.architectures.imdn_as import IMDNAnyScale
from srxai_plugin.engine.networks.architectures.imdn_plain import PlainIMDN
from srxai_plugin.engine.networks.architectures.imdn_rte import HalvedIMDN
from srxai_plugin.engine.networks.architectures.lapsrn import LapSRN
from srxai_plugin.engine.networks.architectures.mambasr import MambaSR
from srxai_plugin.engine.networks.architectures.mdsr import MDSR
from srxai_plugin.engine.networks.architectures.msrn import MSRN
from srxai_plugin.engine.networks.architectures.nlrn import NLRN
from srxai_plugin.engine.networks.architectures.pan import PAN
from srxai_plugin.engine.networks.architectures.rdn import RDN
from srxai_plugin.engine.networks.architectures.registry import ARCHITECTURES, architecture
from srxai_plugin.engine.networks.architectures.rfdn import RFDN
from srxai_plugin.engine.networks.architectures.rlfn import RLFN
from srxai_plugin.engine.networks.architectures.rnan import RNAN
from srxai_plugin.engine.networks.architectures.rrdb import RRDBNet
from srxai_plugin.engine.networks.architectures.san import SAN
from srxai_plugin.engine.networks.architectures.sft import SFTNet
from srxai_plugin.engine.networks.architectures.srcnn import SRCNN, enlarge
from srxai_plugin.engine.networks.architectures.srdensenet import SRDenseNet
from srxai_plugin.engine.networks.architectures.srgan import SRGAN
from srxai_plugin.engine.networks.architectures.srresnet import MSRResNet, SRResNet
from srxai_plugin.engine.networks.architectures.srresnet_in import SRResNetInstance
from srxai_plugin.engine.networks.architectures.vdsr import VDSR
from srxai_plugin.engine.networks.foreign.spandrel_networks import foreign_package
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from tests.engine.networks.conftest import image

CPU = torch.device("cpu")

# The published default configurations: total of values in the state dict, and characteristic names
# with their shapes, from the authors' code as named in each file's docstring. The totals agree with
# the papers' own counts where they print one (beside).
LAYOUTS = {
    "edsr": (
        lambda: EDSR(4, 3, 256, 32, 0.1),
        43_089_947,  # 43.1 M
        {"body.31.body.2.weight": (256, 256, 3, 3), "tail.0.2.weight": (1024, 256, 3, 3)},
    ),
    "srcnn": (
        lambda: SRCNN(3, 1),
        57_281,
        {"conv1.weight": (64, 1, 9, 9), "conv2.weight": (32, 64, 5, 5), "conv3.bias": (1,)},
    ),
    "fsrcnn": (
        lambda: FSRCNN(4, 1),
        12_809,
        {
            "first_part.1.weight": (56,),
            "mid_part.0.weight": (12, 56, 1, 1),
            "mid_part.8.weight": (12, 12, 3, 3),
            "mid_part.9.weight": (12,),
            "mid_part.10.weight": (56, 12, 1, 1),
            "last_part.weight": (56, 1, 9, 9),
        },
    ),
    "espcn": (
        lambda: ESPCN(3, 1),
        22_729,
        {"first_part.2.weight": (32, 64, 3, 3), "last_part.0.weight": (9, 32, 3, 3)},
    ),
    "vdsr": (
        lambda: VDSR(4, 1, 64, 18, bias=False),
        664_704,  # 665 k
        {
            "input.weight": (64, 1, 3, 3),
            "residual_layer.17.conv.weight": (64, 64, 3, 3),
            "output.weight": (1, 64, 3, 3),
        },
    ),
    "lapsrn": (
        lambda: LapSRN(2, 1, 64, 10),
        870_112,
        {
            "conv_input.weight": (64, 1, 3, 3),
            "convt_F2.0.cov_block.18.weight": (64, 64, 3, 3),
            "convt_F2.0.cov_block.20.weight": (64, 64, 4, 4),
            "convt_I2.weight": (1, 1, 4, 4),
            "convt_R1.weight": (1, 64, 3, 3),
        },
    ),
    "ddbpn": (
        lambda: DDBPN(4, 3, 64, 256, 7),
        10_426_358,  # 10.4 M
        {
            "feat0.conv.weight": (256, 3, 3, 3),
            "feat0.act.weight": (1,),
            "feat1.conv.weight": (64, 256, 1, 1),
            "up1.up_conv1.deconv.weight": (64, 64, 8, 8),
            "up1.up_conv2.conv.weight": (64, 64, 8, 8),
            "down1.down_conv2.deconv.bias": (64,),
            "down2.conv.conv.weight": (64, 128, 1, 1),
            "up3.conv.act.weight": (1,),
            "up7.conv.conv.weight": (64, 384, 1, 1),
            "down6.conv.conv.weight": (64, 384, 1, 1),
            "output_conv.conv.weight": (3, 448, 3, 3),
        },
    ),
    "srresnet": (
        lambda: MSRResNet(4, 3, 64, 16),
        1_517_571,  # 1.52 M
        {
            "conv_first.weight": (64, 3, 3, 3),
            "body.15.conv2.weight": (64, 64, 3, 3),
            "upconv2.weight": (256, 64, 3, 3),
            "conv_hr.weight": (64, 64, 3, 3),
            "conv_last.bias": (3,),
        },
    ),
    "srresnet, normalised": (
        lambda: SRResNet(4, 3, 64, 16),
        1_551_009,
        {
            "conv_input.weight": (64, 3, 9, 9),
            "residual.15.bn2.running_var": (64,),
            "conv_mid.weight": (64, 64, 3, 3),
            "bn_mid.weight": (64,),
            "upscale4x.3.weight": (256, 64, 3, 3),
            "conv_output.weight": (3, 64, 9, 9),
        },
    ),
    "srdensenet": (
        lambda: SRDenseNet(2, 1, 16, 8, 8, 256),
        2_659_585,
        {
            "conv.conv.weight": (128, 1, 3, 3),
            "dense_blocks.7.block.0.conv.weight": (16, 1024, 3, 3),
            "dense_blocks.7.block.7.conv.weight": (16, 112, 3, 3),
            "bottleneck.0.weight": (256, 1152, 1, 1),
            "deconv.2.weight": (256, 256, 3, 3),
            "reconstruction.weight": (1, 256, 3, 3),
        },
    ),
    "carn": (
        lambda: CARN(4, {"up2": 2, "up3": 3, "up4": 4}, 3, 64, None),
        1_591_963,  # 1592 k
        {
            "sub_mean.shifter.bias": (3,),
            "entry.weight": (64, 3, 3, 3),
            "b3.b3.body.2.weight": (64, 64, 3, 3),
            "b1.c3.body.0.weight": (64, 256, 1, 1),
            "c3.body.0.weight": (64, 256, 1, 1),
            "upsample.up3.body.0.weight": (576, 64, 3, 3),
            "upsample.up4.body.3.weight": (256, 64, 3, 3),
            "exit.weight": (3, 64, 3, 3),
        },
    ),
    "carn-m": (
        lambda: CARN(4, {"up2": 2, "up3": 3, "up4": 4}, 3, 64, 4),
        414_811,  # 412 k; the published file has as many
        {
            "b1.b1.body.0.weight": (64, 16, 3, 3),
            "b1.b1.body.4.weight": (64, 64, 1, 1),
            "upsample.up3.body.0.weight": (576, 16, 3, 3),
        },
    ),
    "msrn": (
        lambda: MSRN(4, 3, 64, 8),
        6_078_043,
        {
            "body.7.conv_5_2.weight": (128, 128, 5, 5),
            "body.0.confusion.weight": (64, 256, 1, 1),
            "tail.0.weight": (64, 576, 1, 1),
            "tail.2.2.weight": (256, 64, 3, 3),
            "tail.3.weight": (3, 64, 3, 3),
        },
    ),
    "rdn": (
        lambda: RDN(4, 3, 64, 64, 16, 8),
        22_271_107,  # 22.3 M
        {
            "SFENet2.weight": (64, 64, 3, 3),
            "RDBs.15.convs.7.conv.0.weight": (64, 512, 3, 3),
            "RDBs.15.LFF.weight": (64, 576, 1, 1),
            "GFF.0.weight": (64, 1024, 1, 1),
            "UPNet.2.weight": (256, 64, 3, 3),
            "UPNet.4.weight": (3, 64, 3, 3),
        },
    ),
    "rcan": (
        lambda: foreign_package("RCAN").RCAN(),
        15_592_379,  # 15.6 M
        {
            "body.9.body.19.body.3.conv_du.0.weight": (4, 64, 1, 1),
            "body.9.body.20.weight": (64, 64, 3, 3),
            "body.10.weight": (64, 64, 3, 3),
            "tail.0.0.weight": (256, 64, 3, 3),
        },
    ),
    "sft": (
        lambda: SFTNet(3, 64, 16),
        1_833_763,
        {
            "CondNet.0.weight": (128, 8, 4, 4),
            "CondNet.8.weight": (32, 128, 1, 1),
            "sft_branch.15.sft1.SFT_shift_conv1.weight": (64, 32, 1, 1),
            "sft_branch.16.SFT_scale_conv0.weight": (32, 32, 1, 1),
            "sft_branch.17.weight": (64, 64, 3, 3),
            "HR_branch.3.weight": (256, 64, 3, 3),
            "HR_branch.8.weight": (3, 64, 3, 3),
        },
    ),
    "sft, as in the paper": (
        lambda: SFTNet(3, 64, 16, as_paper=True),
        1_612_195,
        {"HR_branch.1.weight": (64, 64, 3, 3), "HR_branch.8.weight": (3, 64, 3, 3)},
    ),
    "drln": (
        lambda: DRLN(4, 3, 64, 4),
        34_577_867,  # 34 M
        {
            "b20.r3.body.2.weight": (256, 256, 3, 3),
            "b20.g.body.0.weight": (64, 512, 1, 1),
            "b1.ca.c3.body.0.weight": (4, 64, 3, 3),
            "b1.ca.c4.body.0.weight": (64, 12, 3, 3),
            "c16.body.0.weight": (64, 320, 3, 3),
            "c17.body.0.weight": (64, 128, 3, 3),
            "upsample.up.body.3.weight": (256, 64, 3, 3),
            "add_mean.shifter.weight": (3, 3, 1, 1),
        },
    ),
    "pan": (
        lambda: PAN(4, 3, 40, 24, 16),
        272_419,  # 272 k
        {
            "SCPA_trunk.15.conv1_a.weight": (20, 40, 1, 1),
            "SCPA_trunk.15.k1.0.weight": (20, 20, 3, 3),
            "SCPA_trunk.15.PAConv.k2.bias": (20,),
            "SCPA_trunk.15.PAConv.k4.weight": (20, 20, 3, 3),
            "upconv1.weight": (24, 40, 3, 3),
            "att2.conv.weight": (24, 24, 1, 1),
            "HRconv2.weight": (24, 24, 3, 3),
        },
    ),
    "rnan": (
        lambda: RNAN(4, 3, 64, 10),
        9_255_003,  # 9.3 M
        {
            "body_nl_low.0.body.0.RA_MB.0.MB_RB1.0.theta.weight": (32, 64, 1, 1),
            "body_nl_high.0.body.0.RA_MB.0.MB_RB1.1.body.0.weight": (64, 64, 3, 3),
            "body.7.body.0.RA_TB.0.body.1.body.2.weight": (64, 64, 3, 3),
            "body.0.body.0.RA_MB.0.MB_Up.0.weight": (64, 64, 6, 6),
            "body.0.body.0.RA_MB.0.MB_1x1conv.0.weight": (64, 64, 1, 1),
            "body.0.body.1.weight": (64, 64, 3, 3),
            "body.8.weight": (64, 64, 3, 3),
            "tail.0.2.weight": (256, 64, 3, 3),
        },
    ),
    "san": (
        lambda: SAN(4, 3, 64, 20, 10, 4, 8),
        15_860_512,  # 15.9 M
        {
            "gamma": (1,),
            "RG.19.gamma": (1,),
            "RG.19.rcab.9.conv_first.2.weight": (64, 64, 3, 3),
            "RG.19.soca.conv_du.0.weight": (4, 64, 1, 1),
            "RG.19.conv_last.weight": (64, 64, 3, 3),
            "conv_last.weight": (64, 64, 3, 3),
            "non_local.soca.conv_du.0.weight": (8, 64, 1, 1),
            "non_local.non_local.W.weight": (64, 8, 1, 1),
            "tail.0.2.weight": (256, 64, 3, 3),
        },
    ),
    "nlrn": (
        lambda: NLRN(4, 1, 128, 64, 12),
        349_611,  # 340 k trained; the means and variances of 38 normalisations beside them
        {
            "batch_normalization.weight": (1,),
            "conv1.weight": (128, 1, 3, 3),
            "rnn.batch_normalization.35.running_var": (128,),
            "rnn.non_local_theta.weight": (64, 128, 1, 1),
            "rnn.non_local_phi.bias": (64,),
            "rnn.non_local_g.weight": (128, 128, 1, 1),
            "rnn.RB1_a.weight": (128, 128, 3, 3),
            "rnn.RB1_b.weight": (128, 128, 3, 3),
            "batch_normalization_1.bias": (128,),
            "conv_end.weight": (1, 128, 3, 3),
        },
    ),
    "csnln": (
        lambda: CSNLN(4, 3, 128, 12),
        6_568_629,  # 6.57 M
        {
            "head.1.1.weight": (1,),
            "SEM.multi_source_projection.up_attention.escape_NaN": (1,),
            "SEM.multi_source_projection.up_attention.conv_match_2.0.weight": (64, 128, 1, 1),
            "SEM.multi_source_projection_2.down_attention.conv_match1.0.weight": (64, 128, 1, 1),
            "SEM.multi_source_projection.upsample.0.weight": (128, 128, 6, 6),
            "SEM.multi_source_projection.encoder.body.1.weight": (1,),
            "SEM.error_encode_2.0.weight": (128, 128, 8, 8),
            "SEM.post_conv.0.weight": (128, 128, 3, 3),
            "tail.0.weight": (3, 1536, 3, 3),
        },
    ),
    "imdn": (
        lambda: IMDN(4, 3, 64, 6, 4),
        715_176,  # 715 k
        {
            "IMDB6.c2.weight": (64, 48, 3, 3),
            "IMDB6.c4.weight": (16, 48, 3, 3),
            "IMDB6.cca.conv_du.0.weight": (4, 64, 1, 1),
            "c.0.weight": (64, 384, 1, 1),
            "LR_conv.weight": (64, 64, 3, 3),
            "upsampler.0.weight": (48, 64, 3, 3),
        },
    ),
    "rfdn": (
        lambda: RFDN(4, 3, 50, 4),
        433_448,  # 0.433 M
        {
            "B4.c3_d.weight": (25, 50, 1, 1),
            "B4.c4.weight": (25, 50, 3, 3),
            "B4.c5.weight": (50, 100, 1, 1),
            "B4.esa.conv_max.weight": (12, 12, 3, 3),
            "B4.esa.conv3_.weight": (12, 12, 3, 3),
            "c.0.weight": (50, 200, 1, 1),
        },
    ),
    "rlfn": (
        lambda: RLFN(4, 3, 52, 6),
        543_740,  # 543 k
        {
            "conv_1.weight": (52, 3, 3, 3),
            "block_6.c3_r.weight": (52, 52, 3, 3),
            "block_6.esa.conv_f.weight": (16, 16, 1, 1),
            "conv_2.weight": (52, 52, 3, 3),
            "upsampler.0.weight": (48, 52, 3, 3),
        },
    ),
    "cnnsr": (
        lambda: CNNSR(4, 4, 24, 6),
        116_056,  # 572,336 with each convolution as four, and merged
        {
            "conv_1.weight": (24, 4, 3, 3),
            "blocks.5.c3_r.weight": (24, 24, 3, 3),
            "conv_cat.weight": (24, 96, 1, 1),
            "upsampler.0.weight": (64, 24, 3, 3),
        },
    ),
    "mambasr": (
        lambda: MambaSR(4, 3, 60, [2] * 4, 90, 4, 16),
        498_364,
        {
            "patch_embed.norm.weight": (60,),
            "layers.3.residual_group.blocks.1.self_attention.x_proj_weight": (4, 36, 90),
            "layers.3.residual_group.blocks.1.self_attention.A_logs": (360, 16),
            "layers.3.residual_group.blocks.1.conv_blk.b_parameter": (1,),
            "layers.3.conv.weight": (60, 60, 3, 3),
            "upsample.0.weight": (48, 60, 3, 3),
        },
    ),
    "mdsr": (
        lambda: MDSR(2, (2, 3, 4), 3, 64, 80),
        7_954_011,  # 8.0 M
        {
            "pre_process.2.1.body.2.weight": (64, 64, 5, 5),
            "body.79.body.2.weight": (64, 64, 3, 3),
            "upsample.1.0.weight": (576, 64, 3, 3),
            "upsample.2.2.weight": (256, 64, 3, 3),
            "tail.0.weight": (3, 64, 3, 3),
        },
    ),
    "rrdb": (
        lambda: RRDBNet(3, 64, 16, 23, 2),
        8_744_771,
        {
            "body.22.rdb3.conv4.weight": (16, 112, 3, 3),
            "body.22.rdb3.conv5.weight": (64, 128, 3, 3),
            "conv_body.weight": (64, 64, 3, 3),
            "conv_up2.weight": (64, 64, 3, 3),
            "conv_hr.weight": (64, 64, 3, 3),
        },
    ),
    "imdn-as": (
        lambda: IMDNAnyScale(4, 3, 64, 6, 4),
        752_104,
        {"fea_conv.2.weight": (64, 64, 3, 3), "upsampler.0.weight": (48, 64, 3, 3)},
    ),
    "imdn-rtc": (
        lambda: PlainIMDN(2, 3, 12, 5, 1),
        20_190,
        {
            "model.1.sub.4.c4.weight": (3, 9, 3, 3),
            "model.1.sub.5.weight": (12, 12, 1, 1),
            "model.2.weight": (12, 12, 3, 3),
        },
    ),
    "imdn-rte": (
        lambda: HalvedIMDN(2, 3, 20, 6),
        89_748,
        {
            "fea_conv.2.weight": (20, 20, 3, 3),
            "block6.c5.weight": (10, 10, 3, 3),
            "block6.c7.weight": (20, 30, 1, 1),
            "upsampler.0.weight": (48, 20, 3, 3),
        },
    ),
    "srresnet-in": (
        lambda: SRResNetInstance(4, 3, 64, 16),
        1_546_752,
        {
            "residual.15.in2.weight": (64,),
            "bn_mid.bias": (64,),
            "upscale4x.3.weight": (256, 64, 3, 3),
        },
    ),
    "srgan": (
        lambda: SRGAN(4, 3, 64, 5),
        735_638,
        {
            "block1.0.weight": (64, 3, 9, 9),
            "block6.prelu.weight": (1,),
            "block7.1.running_mean": (64,),
            "block8.1.conv.weight": (256, 64, 3, 3),
            "block8.2.weight": (3, 64, 9, 9),
        },
    ),
}


def test_every_architecture_has_its_layout_written_down():
    assert {name.split(",")[0] for name in LAYOUTS} == {a.id for a in ARCHITECTURES}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout_is_the_authors(name):
    build, total, shapes = LAYOUTS[name]
    state = build().state_dict()
    assert {key: tuple(state[key].shape) for key in shapes} == shapes
    assert sum(value.numel() for value in state.values()) == total
    assert [a.id for a in ARCHITECTURES if a.detect(state)] == [name.split(",")[0]]


def other_layouts():
    """Further published layouts of the same networks, as their names differ from ours."""
    fsrcnn = FSRCNN(3, 3, 56, 12, 4, activate_each=False).state_dict()
    sequence = ["shrink", "activation_2", "map_1", "map_2", "map_3", "map_4", "activation_3"]
    sequence += ["expand", "activation_4"]
    names = {"first_part.0": "feature_extract", "first_part.1": "activation_1"}
    names |= {f"mid_part.{index}": name for index, name in enumerate(sequence)}
    yield "fsrcnn", 3, "ycbcr", renamed(fsrcnn, names | {"last_part": "deconv"})
    names = {"first_part.0": "conv_1", "first_part.2": "conv_2", "last_part.0": "conv_3"}
    yield "espcn", 3, "ycbcr", renamed(ESPCN(3, 3).state_dict(), names)
    names = {f"residual_layer.{i}.conv": f"conv_2_to_19.conv_{i + 2}" for i in range(18)}
    names |= {"input": "conv_1", "output": "conv_20"}
    yield "vdsr", 3, "ycbcr", renamed(VDSR(3, 3, 8, 18, bias=True).state_dict(), names)
    former = {"conv_hr": "HRconv"} | {
        f"body.{i}.{c}": f"recon_trunk.{i}.{c}" for i in (0, 1) for c in ("conv1", "conv2")
    }
    yield "srresnet", 3, "rgb", renamed(MSRResNet(3, 3, 8, 2).state_dict(), former)
    yield "srresnet", 4, "rgb", SRResNet(4, 3, 8, 2).state_dict()
    yield "sft", 4, "rgb", SFTNet(3, 16, 2, as_paper=True).state_dict()
    yield "carn", 3, "rgb", CARN(3, {"up2": 2, "up3": 3, "up4": 4}, 3, 8, None).state_dict()
    dense = {"SFENet1": "sfe1", "SFENet2": "sfe2", "UPNet.0": "upscale.0", "UPNet.2": "output"}
    dense |= {"GFF.0": "gff.0", "GFF.1": "gff.1", "RDBs.0.LFF": "rdbs.0.lff"}
    dense |= {f"RDBs.0.convs.{i}.conv.0": f"rdbs.0.layers.{i}.conv" for i in range(3)}
    yield "rdn", 3, "rgb", renamed(RDN(3, 3, 8, 8, 1, 3).state_dict(), dense)
    challenge = {"conv_1": "fea_conv", "conv_2": "LR_conv", "upsampler.0": "upsampler.0"}
    narrow = dense | {"UPNet.0": "upscale.0", "UPNet.2": "upscale.2", "UPNet.4": "output"}
    yield "rdn", 4, "rgb", renamed(RDN(4, 3, 8, 4, 1, 3, width=8).state_dict(), narrow)
    rlfn = RLFN(3, 3, 8, 2).state_dict()
    challenge |= {
        k.rpartition(".")[0]: k.rpartition(".")[0].replace("block_", "B")
        for k in rlfn
        if k.startswith("block_")
    }
    yield "rlfn", 3, "rgb", renamed(rlfn, challenge)


def former_names_of_rrdb(state, pattern):
    """Of the authors' code, or of their older one, which counts through its layers."""
    names = {
        "trunk": [("body", "RRDB_trunk"), ("rdb", "RDB"), ("conv_up", "upconv")],
        "counted": [
            ("conv_first", "model.0"),
            ("conv_up1", "model.3"),
            ("conv_up2", "model.6"),
            ("conv_hr", "model.8"),
            ("conv_last", "model.10"),
            ("conv_body", "model.1.sub.2"),
            ("body", "model.1.sub"),
            ("rdb", "RDB"),
        ],
    }[pattern]
    found = {}
    for key, value in state.items():
        key = key.replace("conv_body", "trunk_conv") if pattern == "trunk" else key
        for ours, theirs in names:
            key = key.replace(ours, theirs)
        if pattern == "counted" and "RDB" in key:
            key = key.replace(".weight", ".0.weight").replace(".bias", ".0.bias")
        found[key.replace("conv_hr", "HRconv")] = value
    return found


@pytest.mark.parametrize("pattern", ["trunk", "counted"])
def test_rrdb_of_another_growth_is_read_in_its_former_names(tmp_path, pattern):
    module = RRDBNet(3, 8, 4, 2, 2).eval()
    torch.save(former_names_of_rrdb(module.state_dict(), pattern), tmp_path / "net.pth")
    network = load_checkpoint(tmp_path / "net.pth", CPU)
    assert (network.architecture, network.scale) == ("rrdb", 4)
    assert torch.allclose(network(image(3)[None]), module(image(3)[None]), atol=1e-6)


def test_rrdb_that_folds_its_input_is_of_half_the_scale(tmp_path):
    module = RRDBNet(3, 8, 4, 2, 2, folded=2).eval()
    torch.save(module.state_dict(), tmp_path / "net.pth")
    network = load_checkpoint(tmp_path / "net.pth", CPU)
    assert (network.architecture, network.scale, network.bands) == ("rrdb", 2, 3)
    assert network(image(3)[None]).shape == (1, 3, 34, 36)


def test_rrdb_of_the_usual_growth_is_left_to_spandrel():
    assert not architecture("rrdb").detect(RRDBNet(3, 16, 32, 1, 2).state_dict())


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_mdsr_serves_each_of_its_scales(tmp_path, scale):
    """By a branch of its own, whatever the order they were trained in."""
    module = MDSR(scale, (4, 2, 3), 3, 8, 1).eval()
    torch.save(module.state_dict(), tmp_path / "net.pth")
    (tmp_path / "net.json").write_text(json.dumps({"scale": scale}))
    network = load_checkpoint(tmp_path / "net.pth", CPU)
    assert network.scale == scale
    assert torch.allclose(network(image(3)[None]), module(image(3)[None]), atol=1e-6)


def test_ddbpn_that_was_trained_to_be_added_to_the_image_is_added_to_it(tmp_path):
    """Of a ramp, such a network gives nothing."""
    module = DDBPN(2, 3, 4, 8, 2).eval()
    for value in module.output_conv.parameters():
        value.data *= 0.001
    torch.save(module.state_dict(), tmp_path / "net.pth")
    network = load_checkpoint(tmp_path / "net.pth", CPU)
    lr = image(3)[None]
    assert torch.allclose(network(lr), module(lr) + enlarge(lr, 2), atol=1e-6)


def test_a_row_of_convolutions_that_ends_otherwise_than_it_begins_is_not_vdsr():
    """Names as common as those of ``body.N.0`` do not say what a network is."""
    means = {f"{m}_mean.{k}": torch.zeros(3) for m in ("sub", "add") for k in ("weight", "bias")}
    row = {f"body.{i}.0.weight": torch.zeros(8, 3 if i == 0 else 8, 3, 3) for i in range(3)}
    assert not architecture("vdsr").detect({**row, **means})
    assert architecture("vdsr").detect({**row, **means, "body.3.0.weight": torch.zeros(3, 8, 3, 3)})


def renamed(state, names):
    found = {}
    for key, value in state.items():
        module, _, kind = key.rpartition(".")
        found[f"{names.get(module, module)}.{kind}"] = value
    return found


@pytest.mark.parametrize(
    "layout", list(other_layouts()), ids=lambda layout: "-".join(map(str, layout[:3]))
)
def test_further_layouts_are_read(tmp_path, layout):
    id, scale, colour, state = layout
    assert [a.id for a in ARCHITECTURES if a.detect(state)] == [id]
    torch.save(state, tmp_path / "net.pt")
    (tmp_path / "net.json").write_text(json.dumps({"scale": scale}))
    network = load_checkpoint(tmp_path / "net.pt", CPU)
    assert (network.architecture, network.scale, network.bands) == (id, scale, 3)
    assert network.colour == colour
    assert network(image(3)[None]).shape == (1, 3, 17 * scale, 18 * scale)


def test_weights_for_several_scales_serve_each(tmp_path):
    state = CARN(4, {"up2": 2, "up3": 3, "up4": 4}, 3, 8, 2).state_dict()
    reading = architecture("carn-m").read(state)
    assert (reading.scale, reading.scales) == (4, (2, 3, 4))
    assert reading.at(2).module(image(3)[None]).shape[-2:] == (34, 36)


def variables(module, scope):
    """A training's variables as TensorFlow 1 names and orders them (Ding-Liu/NLRN_v0)."""
    kinds = {"running_mean": "moving_mean", "running_var": "moving_variance"}
    found = {"solver/beta1_power": torch.tensor(0.9), "Variable": torch.tensor(400_000)}
    for key, value in module.state_dict().items():
        layer, _, kind = key.rpartition(".")
        if kind == "num_batches_tracked":
            continue
        normal = {"weight": "gamma", "bias": "beta"} if "normalization" in layer else {}
        layer = layer.replace("rnn.", "rnn/").replace("normalization.0", "normalization")
        layer = layer.replace("normalization.", "normalization_")
        kind = {"weight": "kernel", **kinds, **normal}.get(kind, kind)
        value = value.permute(2, 3, 1, 0).contiguous() if kind == "kernel" else value
        found[f"{scope}{layer}/{kind}"] = value
        if scope:
            found[f"solver/{scope}{layer}/{kind}/Adam"] = torch.zeros_like(value)
    return found


@pytest.mark.parametrize(("scope", "value_range"), [("model/", 255), ("", 1)])
def test_tensorflows_variables_of_nlrn_are_read(tmp_path, scope, value_range):
    torch.manual_seed(0)
    module = NLRN(2, 1, 6, 4, 3, propagated=bool(scope)).eval()
    for value in module.state_dict().values():
        if value.is_floating_point():
            value.uniform_(0.1, 0.9)
    state = variables(module, scope)
    assert [a.id for a in ARCHITECTURES if a.detect(state)] == ["nlrn"]
    torch.save(state, tmp_path / "net.pt")
    (tmp_path / "net.json").write_text(json.dumps({"scale": 2}))
    network = load_checkpoint(tmp_path / "net.pt", CPU)
    assert (network.scale, network.bands, network.colour) == (2, 3, "y")
    assert network.value_range == value_range
    luma = image(1)[None] * value_range
    assert torch.allclose(network.module(luma), module(luma))
